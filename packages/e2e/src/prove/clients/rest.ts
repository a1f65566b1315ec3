import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Address } from '../../address.js';
import type { Entry } from '../history/entries.js';

/** Milliseconds after which nobody answers any more. */
const PATIENCE = 10_000;
/** Messages that one request brings at most. */
const PAGE = 100;

/** What is needed of a message. */
export const WireMessage = Type.Object({
  id: Type.String(),
  chat: Type.String(),
  seq: Type.Integer(),
  content: Type.String(),
});
export type WireMessage = Static<typeof WireMessage>;

const wireMessage = Compile(WireMessage);
const wireMessages = Compile(Type.Array(WireMessage));

export interface Answer {
  status: number;
  body: unknown;
}

export interface RestRequest {
  method: 'GET' | 'POST';
  /** Beginning with `/api`. */
  path: string;
  token?: string;
  body?: object;
}

/** Asks an api; undefined where nobody answers, or not in words that can be read. */
export async function ask(api: Address, { method, path, token, body }: RestRequest): Promise<Answer | undefined> {
  try {
    const response = await fetch(api.url + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(PATIENCE),
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return undefined;
  }
}

/** Whether it makes sense to ask again: nobody answered, or the service says that it cannot just now. */
export function isForNow(answer: Answer | undefined): boolean {
  return answer === undefined || answer.status === 429 || answer.status === 502 || answer.status === 503;
}

/** The message in an answer to a send. */
export function messageIn(answer: Answer): WireMessage | undefined {
  const isStored = answer.status === 200 || answer.status === 201;
  return isStored && wireMessage.Check(answer.body) ? answer.body : undefined;
}

/** The log entry that a message was made by. */
export function entryOf({ id, seq, content }: WireMessage): Entry {
  return { seq, type: 'message.created', id, content };
}

/** A page of a chat's history, oldest first. */
export interface Page {
  messages: WireMessage[];
  /** Whether it holds the newest message that there was. */
  isLast: boolean;
}

/** Reads the messages behind a `seq`: a page, or the answer that was none. */
export async function readAfter(
  api: Address,
  token: string,
  chatId: string,
  seq: number,
): Promise<Page | { refused: Answer | undefined }> {
  const path = `/api/chats/${chatId}/messages/?after=${seq}&limit=${PAGE}`;
  const answer = await ask(api, { method: 'GET', path, token });
  if (answer?.status !== 200 || !wireMessages.Check(answer.body)) return { refused: answer };
  return { messages: answer.body.toReversed(), isLast: answer.body.length < PAGE };
}
