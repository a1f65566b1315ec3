import { Prisma } from './generated/client.js';
import { uuids } from './sql.js';

/**
 * The statement that takes people out of their chat and keeps how far they had got: the entry of the log that says so has
 * `seq`.
 *
 * @param ids of the participants, all of one chat
 */
export function deleteParticipants(ids: string[], seq: number): Prisma.Sql {
  return Prisma.sql`
    WITH gone AS (
      DELETE FROM participants p WHERE p.id = ANY (${uuids(ids)})
      RETURNING p.chat_id, p.user_id, p.joined_seq, p.delivered_seq, p.read_seq
    )
    INSERT INTO departures (chat_id, left_seq, user_id, joined_seq, delivered_seq, read_seq)
    SELECT gone.chat_id, ${seq}, gone.user_id, gone.joined_seq, gone.delivered_seq, gone.read_seq FROM gone`;
}
