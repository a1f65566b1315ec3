import type { Role } from '@besage/contracts';
import { Prisma } from './generated/client.js';
import { uuids } from './sql.js';

/** Somebody who comes into a chat. */
export interface NewParticipant {
  id: string;
  userId: string;
  role: Role;
}

/**
 * The statement that puts people into a chat, however many: the entry of the log that says so has `seq`, and what came
 * before it is not unread to them. Those who are in already are skipped.
 */
export function insertParticipants(chatId: string, seq: number, people: NewParticipant[]): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO participants (id, chat_id, user_id, role, joined_seq, delivered_seq, read_seq)
    SELECT person.id, ${chatId}::uuid, person.user_id, person.role, ${seq}, ${seq}, ${seq}
    FROM unnest(
      ${uuids(people.map(({ id }) => id))}, ${uuids(people.map(({ userId }) => userId))},
      ${people.map(({ role }) => role)}::role[]
    ) AS person (id, user_id, role)
    ON CONFLICT (chat_id, user_id) DO NOTHING`;
}
