import type { User } from '@besage/contracts';
import { expect } from 'vitest';

type Shape = Record<string, unknown>;
type Named = Pick<User, 'id' | 'username'>;

/** A UUIDv7 as a string. */
export const anId: unknown = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);

/** ISO 8601 in UTC with milliseconds. */
export const aTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

export const aToken: unknown = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);

/** An error, exactly. */
export function anError(code: string, ...fields: string[]): Shape {
  const sentence: unknown = expect.stringMatching(/\w.*\.$/s);
  const errors = Object.fromEntries(fields.map((field) => [field, [sentence]]));
  return { detail: sentence, message: sentence, code, ...(fields.length > 0 && { errors }) };
}

/** A person as others see them. */
export function aUser({ id, username }: Named, more: Shape = {}): Shape {
  return { id, username, profile_img: null, created_at: aTime, updated_at: aTime, ...more };
}

const aSummary = ({ id, username }: Named): Shape => ({ id, username, profile_img: null });

export function aParticipant(chat: unknown, user: Named, role: 'owner' | 'admin' | 'member'): Shape {
  return { id: anId, chat, user: aSummary(user), role, joined_at: aTime };
}

/** A group of its owner and members, in which nothing was said. */
export function aGroup(owner: Named, members: Named[], more: Shape = {}): Shape {
  const participants = [aParticipant(anId, owner, 'owner'), ...members.map((one) => aParticipant(anId, one, 'member'))];
  return {
    id: anId,
    name: null,
    kind: 'group',
    created_at: aTime,
    active: true,
    participants: expect.toSatisfy((sent: unknown[]) => sent.length === participants.length) as unknown,
    last_message: null,
    participant_count: participants.length,
    unread_count: 0,
    ...more,
  };
}

export const aStatus = (receiver: Named, status: string): Shape => ({
  id: anId,
  receiver: aSummary(receiver),
  status,
  updated_at: aTime,
});

/** A message that was just sent to so many. */
export function aMessage(chat: unknown, sender: Named, content: string, receivers: Named[], more: Shape = {}): Shape {
  return {
    id: anId,
    chat,
    seq: expect.any(Number) as unknown,
    sender: aSummary(sender),
    content,
    status: 'sent',
    sent_at: aTime,
    edited_at: null,
    deleted: false,
    client_id: expect.any(String) as unknown,
    reply_to: null,
    attachments: [],
    reactions: [],
    mentions: [],
    statuses: receivers.map((receiver) => aStatus(receiver, 'sent')),
    ...more,
  };
}
