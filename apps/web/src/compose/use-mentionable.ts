import type { ChatState, UserSummary } from '@besage/client';
import { besage, useMe } from '../besage.js';
import { useSearch } from '../controls/use-search.js';

const SUGGESTIONS = 6;

/**
 * A few people of a chat whose name begins with this, other than me. A large chat names but the first of them, so the server
 * is asked for the others.
 *
 * @param query `undefined` where nobody is looked for
 */
export function useMentionable(chat: ChatState, query: string | undefined): UserSummary[] {
  const me = useMe();
  const { id, participants, participant_count } = chat;
  const isNamed = participants.length === participant_count;
  const found = useSearch(isNamed || query === '' ? undefined : query, async (search) => {
    const { items } = await besage.api.chats.participants(id, { search, limit: SUGGESTIONS + 1 });
    return items;
  });
  if (query === undefined) return [];
  const wanted = query.toLowerCase();
  const people = new Map([...participants, ...found].map(({ user }) => [user.id, user]));
  people.delete(me);
  return [...people.values()].filter(({ username }) => username.toLowerCase().startsWith(wanted)).slice(0, SUGGESTIONS);
}
