import type { ConnectedChat } from '@besage/contracts';
import { loadSnapshots, uuids, type Db, type MediaUrl, type Snapshot } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';
import type { Presence } from '../presence/presence.js';
import { RUSH_BATCH } from './rush-batch.js';

/** Chats that somebody who connects gets whole: those with the newest activity. REST lists the others. */
const CHATS_MAX = 500;
/** People who are looked up together: after an outage everybody comes at once. */
const PEOPLE_MAX = 50;

export interface SnapshotsOptions {
  db: Db;
  presence: Pick<Presence, 'online'>;
  mediaUrl: MediaUrl;
}

/** What somebody who connects gets, and who of the others in it is online. */
export interface LiveSnapshot extends Snapshot {
  online: string[];
}

export interface Snapshots {
  /** Only which chats one is in. */
  chatIds: (userId: string) => Promise<string[]>;
  /** Only where the logs of one's chats stand. */
  positions: (userId: string) => Promise<Snapshot>;
  /** The chats, too. */
  whole: (userId: string) => Promise<LiveSnapshot>;
}

/** Looks up what people who connect get. Those who come while others are looked up share the next look. */
export function createSnapshots({ db, presence, mediaUrl }: SnapshotsOptions): Snapshots {
  const load = async (userIds: string[], chatsMax: number) => {
    const snapshots = await loadSnapshots(db, [...new Set(userIds)], chatsMax, mediaUrl);
    return userIds.map((userId) => {
      const snapshot = snapshots.get(userId);
      if (!snapshot) throw new Error('somebody with a session has no account');
      return snapshot;
    });
  };
  const options = { atMost: PEOPLE_MAX, atOnce: 1, atLeast: RUSH_BATCH };
  const positions = new TurnBatch((userIds: string[]) => load(userIds, 0), options);
  const whole = new TurnBatch(async (userIds: string[]) => {
    const snapshots = await load(userIds, CHATS_MAX);
    const people = new Set(snapshots.flatMap(({ chats }) => chats.flatMap(peopleOf)));
    const online = await presence.online([...people]).catch(() => new Set<string>());
    return snapshots.map((snapshot) => {
      const inThese = new Set(snapshot.chats.flatMap(peopleOf));
      inThese.delete(snapshot.user.id);
      return { ...snapshot, online: [...inThese].filter((userId) => online.has(userId)) };
    });
  }, options);
  const chatIds = new TurnBatch(
    (userIds: string[]) => db.$queryRaw<{ chatIds: string[] }[]>`
      SELECT ARRAY(SELECT p.chat_id FROM participants p WHERE p.user_id = u.id) AS "chatIds"
      FROM unnest(${uuids(userIds)}) WITH ORDINALITY AS u (id, ord) ORDER BY u.ord`,
    { atOnce: 1, atLeast: RUSH_BATCH },
  );
  return {
    chatIds: async (userId) => (await chatIds.add(userId)).chatIds,
    positions: (userId) => positions.add(userId),
    whole: (userId) => whole.add(userId),
  };
}

const peopleOf = ({ participants }: ConnectedChat): string[] => participants.map(({ user }) => user.id);
