import type { Presence } from '../presence/presence.js';
import type { Invitation } from '../protocols/protocol.js';
import type { Room } from '../sockets/room.js';

/** Tells people who meet in a chat which of them are online: that they are was told before they knew each other. */
export async function introduce(presence: Pick<Presence, 'online'>, room: Room, { data }: Invitation): Promise<void> {
  const people = data.participants.map(({ user }) => user);
  const online = await presence.online(people.map(({ id }) => id));
  room.introduce(
    people.filter(({ id }) => online.has(id)),
    new Set(data.user_ids),
  );
}
