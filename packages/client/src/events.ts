import type { EntryFrameV2, Message, ServerFrameV2, StateFrameV2 } from '@besage/contracts';
import type { ConnectionState, OutgoingMessage } from './store/state.js';

type Named<Event extends string> = Event extends 'message.created'
  ? 'message'
  : Event extends `${infer Subject}.${infer Verb}`
    ? `${Subject}_${Verb}`
    : Event;

/** Entries of logs, each once and in order within its chat, as they come over the wire. */
type EntryEvents = { [Entry in EntryFrameV2 as Named<Entry['event']>]: Entry };
type StateEvents = { [Frame in StateFrameV2 as Frame['event']]: Frame };

/** What one can listen to. */
export interface ClientEvents extends EntryEvents, StateEvents {
  /** The connection is in another state. */
  state: ConnectionState;
  /** What was missed in a chat is too old to be told: it is read anew. */
  reset: Extract<ServerFrameV2, { type: 'reset' }>;
  /** A message of mine is stored. */
  sent: Message;
  /** A message of mine was refused. */
  send_failed: OutgoingMessage;
  /** The session is over: by `logout()`, or because the server ended it. */
  signed_out: undefined;
}

/** The name under which a frame is told: `message.created` as `message`, `message.edited` as `message_edited` … */
export function eventName(event: string): keyof EntryEvents | keyof StateEvents {
  const name = event === 'message.created' ? 'message' : event.replace('.', '_');
  return name as keyof EntryEvents | keyof StateEvents;
}
