import type { Message } from '@besage/contracts';
import { chatOf, type OutgoingMessage, type State } from './state.js';

type Known = Pick<Message, 'client_id'> & { readonly sender: { readonly id: string } };

/** The state without those of my messages that are in what the log, or REST, has brought. */
export function settle(state: State, known: readonly (Known | null)[]): State {
  const mine = new Set(known.flatMap((message) => (message?.sender.id === state.me?.id ? message?.client_id : [])));
  return keep(state, ({ client_id }) => !mine.has(client_id));
}

/** The state without those of my messages that are sent, and behind which the log is already. */
export function prune(state: State): State {
  return keep(
    state,
    ({ chat, sent_seq }) => sent_seq === undefined || (chatOf(state, chat)?.seq ?? Infinity) < sent_seq,
  );
}

function keep(state: State, isKept: (message: OutgoingMessage) => boolean): State {
  const outgoing = state.outgoing.filter(isKept);
  return outgoing.length === state.outgoing.length ? state : { ...state, outgoing };
}

/** The state with one outgoing message changed. */
export function changeOutgoing(state: State, clientId: string, changes: Partial<OutgoingMessage>): State {
  const change = (message: OutgoingMessage) => (message.client_id === clientId ? { ...message, ...changes } : message);
  return { ...state, outgoing: state.outgoing.map(change) };
}
