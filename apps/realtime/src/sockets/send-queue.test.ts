import { ServiceError } from '@besage/contracts';
import { expect, test } from 'vitest';
import { SendQueue } from './send-queue.js';

/** A send that is answered when the test says so. */
function aSend(started: string[], name: string) {
  let answer!: () => void;
  let refuse!: (error: Error) => void;
  const answered = new Promise<string>((resolve, reject) => {
    answer = () => resolve(name);
    refuse = reject;
  });
  const send = () => {
    started.push(name);
    return answered;
  };
  return { send, answer, refuse };
}
const turn = () => new Promise(setImmediate);

test('one send is under way at a time, in the order in which they came', async () => {
  const started: string[] = [];
  const queue = new SendQueue();
  const [first, second, third] = [aSend(started, 'a'), aSend(started, 'b'), aSend(started, 'c')];
  const answers = [first, second, third].map(({ send }) => queue.run(send));

  second.answer();
  await turn();
  expect(started).toEqual(['a']);
  first.answer();
  await turn();
  expect(started).toEqual(['a', 'b', 'c']);
  third.answer();
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
});

test('a send that is refused for what it is does not hold up those behind it', async () => {
  const started: string[] = [];
  const queue = new SendQueue();
  const [first, second] = [aSend(started, 'a'), aSend(started, 'b')];
  const [refused, answered] = [queue.run(first.send), queue.run(second.send)];

  first.refuse(new ServiceError('not_a_participant'));
  second.answer();

  await expect(refused).rejects.toMatchObject({ code: 'not_a_participant' });
  await expect(answered).resolves.toBe('b');
});

test('a send that cannot be answered takes those along that wait behind it, and no later one', async () => {
  const started: string[] = [];
  const queue = new SendQueue();
  const [first, second, third] = [aSend(started, 'a'), aSend(started, 'b'), aSend(started, 'c')];
  const answers = [first, second].map(({ send }) => queue.run(send));

  first.refuse(new ServiceError('unavailable'));
  for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'unavailable' });
  third.answer();
  await expect(queue.run(third.send)).resolves.toBe('c');
  expect(started).toEqual(['a', 'c']);
});

test('too many are refused at once, and room is made by answers', async () => {
  const queue = new SendQueue();
  const sends = Array.from({ length: 100 }, (_, i) => aSend([], String(i)));
  const answers = sends.map(({ send }) => queue.run(send));

  await expect(queue.run(aSend([], 'x').send)).rejects.toMatchObject({ code: 'rate_limited' });
  for (const { answer } of sends) answer();
  await Promise.all(answers);
  await expect(queue.run(() => Promise.resolve('again'))).resolves.toBe('again');
});
