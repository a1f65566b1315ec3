import type { Message, StatusCounts } from '@besage/contracts';
import { afterAll, expect, test } from 'vitest';
import { aChat } from './support/chat.js';
import { people } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

/** Numbers from 0 to 1 that look random and are the same each time. */
function* pseudoRandom(): Generator<number, never> {
  for (let state = 42; ; state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) yield state / 2_147_483_648;
}

test('in a crowd it is counted who has reached what of each message, as if one asked each of them', async () => {
  const crowd = await people(api, 110);
  const [ana, ben] = crowd as [(typeof crowd)[0], (typeof crowd)[0]];
  const chat = await aChat(api, [ana, ...crowd.slice(1)], 'Crowd');
  for (let i = 0; i < 12; i += 1)
    await [ana, ben][i % 2]!.post(`/chats/${chat}/messages/`, { content: `message ${i}` });
  const random = pseudoRandom();
  const between = (low: number, high: number) => low + Math.floor(random.next().value * (high - low + 1));
  for (const { id: userId } of crowd) {
    const joinedSeq = between(0, 3) === 0 ? between(1, 13) : 1;
    const readSeq = between(joinedSeq, 13);
    const data = { joinedSeq, readSeq, deliveredSeq: between(readSeq, 13) };
    await api.ctx.db.participant.update({ where: { chatId_userId: { chatId: chat, userId } }, data });
  }

  const participants = await api.ctx.db.participant.findMany({ where: { chatId: chat } });

  const history = (await ana.get(`/chats/${chat}/messages/`)).json<Message[]>();

  const expected = history.map(({ seq, sender }): StatusCounts => {
    const receivers = participants.filter(({ userId, joinedSeq }) => userId !== sender.id && joinedSeq < seq);
    const read = receivers.filter(({ readSeq }) => readSeq >= seq).length;
    const received = receivers.filter(({ deliveredSeq }) => deliveredSeq >= seq).length;
    return { sent: receivers.length - received, delivered: received - read, read };
  });
  expect(history).toHaveLength(12);
  expect(history.map((message) => message.status_counts)).toEqual(expected);
});
