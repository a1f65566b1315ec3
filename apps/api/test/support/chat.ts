import { createChat } from '../../src/operations/chats/create-chat.js';
import type { Person } from './person.js';
import type { TestApi } from './test-api.js';

/** Makes a chat and gives its id; the first of the people creates it. Two of them and no name are a direct chat. */
export async function aChat({ ctx }: TestApi, people: [Person, ...Person[]], name?: string): Promise<string> {
  const [{ id: userId, username }, ...others] = people;
  const actor = { userId, username, isStaff: false, sessionId: '' };
  const { id } = await createChat(ctx, actor, { name, participantIds: others.map((person) => person.id) });
  return id;
}
