import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const Addressee = Type.Object({ id: Type.String(), gateway: Type.String() });
const addressee = Compile(Addressee);

/** Who waits for which command's reply, read off even a command that is otherwise not understood. */
export function addresseeOf(record: unknown): Static<typeof Addressee> | undefined {
  return addressee.Check(record) ? record : undefined;
}
