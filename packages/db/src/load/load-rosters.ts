import { limits, type Participant } from '@besage/contracts';
import type { Queries } from '../create-db.js';
import { presentParticipant } from '../present/participant.js';
import type { MediaUrl } from '../present/user.js';
import { uuids } from '../sql.js';
import { groupBy } from './group-by.js';

/**
 * Loads who is in each of these chats, the first {@link limits.wholeRoster} of each by the time they joined.
 *
 * @returns by chat id; a chat without people is missing
 */
export async function loadRosters(
  db: Queries,
  chatIds: string[],
  mediaUrl: MediaUrl,
): Promise<Map<string, Participant[]>> {
  if (chatIds.length === 0) return new Map();
  const rows = await db.$queryRaw<RosterRow[]>`
    SELECT p.id, p.chat_id AS "chatId", p.role, p.joined_at AS "joinedAt",
      u.id AS "userId", u.username, u.profile_image AS "profileImage"
    FROM unnest(${uuids(chatIds)}) AS wanted (chat_id)
    CROSS JOIN LATERAL (
      SELECT * FROM participants p WHERE p.chat_id = wanted.chat_id ORDER BY p.id LIMIT ${limits.wholeRoster}
    ) p
    JOIN users u ON u.id = p.user_id
    ORDER BY p.id`;
  return groupBy(
    rows.map(({ id, chatId, role, joinedAt, userId, username, profileImage }) =>
      presentParticipant({ id, chatId, role, joinedAt, user: { id: userId, username, profileImage } }, mediaUrl),
    ),
    (participant) => participant.chat,
  );
}

interface RosterRow {
  id: string;
  chatId: string;
  role: Participant['role'];
  joinedAt: Date;
  userId: string;
  username: string;
  profileImage: string | null;
}
