import { Id, ServiceError, limits, receiptKinds, type ReceiptKind } from '@besage/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

export const ChatParams = Type.Object({ chatId: Id });
export const MessageParams = Type.Object({ messageId: Id });
export const UserParams = Type.Object({ userId: Id });

/** Letters that nobody sees, of which Unicode has some, are none: with them one name would look like another. */
export const Username = Type.String({
  minLength: limits.usernameLength.min,
  maxLength: limits.usernameLength.max,
  pattern: '^(?:(?!\\p{Default_Ignorable_Code_Point})[\\p{L}\\p{N}_.+@-])+$',
  description: 'letters, digits and _ . + @ -',
});

export const Password = Type.String({
  minLength: limits.passwordLength.min,
  maxLength: limits.passwordLength.max,
});

/** A password that is only compared: whatever may have been taken once. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: 1_024 });

export const Email = Type.String({ format: 'email', maxLength: 254 });

/** Any text, so that an unknown status is refused by its own code. */
export const ReceiptBody = Type.Object({ status: Type.String({ description: receiptKinds.join(' or ') }) });

/** @throws ServiceError `unknown_status` */
export function parseReceiptKind(status: string): ReceiptKind {
  const kind = receiptKinds.find((known) => known === status);
  if (!kind) throw new ServiceError('unknown_status');
  return kind;
}

const Ids = Type.Array(Type.String(), { maxItems: limits.participants });

/** Ids as clients send them: an array, or that array as a JSON string. */
export const IdList = Type.Union([Ids, Type.String({ description: 'the array as a JSON string' })]);

const isIds = Compile(Ids);

/** Reads {@link IdList}; `field` is named in the error when it is neither. */
export function parseIds(value: string[] | string, field: string): string[] {
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  if (isIds.Check(parsed)) return parsed;
  throw new ServiceError('invalid_input', { errors: { [field]: ['This must be an array of ids, or one as JSON.'] } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
