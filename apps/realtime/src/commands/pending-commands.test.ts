import type { Command } from '@besage/contracts';
import { createLogger, newId } from '@besage/service-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { COMMAND_PATIENCE, PendingCommands } from './pending-commands.js';

let appended: string[];
let commands: PendingCommands;
beforeEach(() => {
  vi.useFakeTimers();
  appended = [];
  const writer = { command: ({ id }: Command) => Promise.resolve(void appended.push(id)) };
  commands = new PendingCommands(writer, createLogger({ name: 'test', level: 'silent' }));
  commands.start();
});
afterEach(() => {
  commands.stop();
  vi.useRealTimers();
});

function command(deadline = Date.now() + COMMAND_PATIENCE): Command {
  const input = { chat_id: newId(), client_id: newId(), content: 'hello' };
  return { id: newId(), type: 'message.send', gateway: 'g', user_id: newId(), session_id: newId(), deadline, input };
}

/** What became of a command, once something has. */
function outcomeOf(run: Promise<unknown>): { code?: unknown } {
  const outcome: { code?: unknown } = {};
  run.then(
    () => (outcome.code = 'done'),
    (error: unknown) => Object.assign(outcome, error),
  );
  return outcome;
}

test('a reply settles its command, and that only once', async () => {
  const [first, second] = [command(), command()];
  const outcomes = [outcomeOf(commands.run(first)), outcomeOf(commands.run(second))];
  commands.settle([{ id: first.id }, { id: second.id, error: { code: 'chat_archived', detail: 'Too late.' } }]);
  commands.settle([{ id: first.id, error: { code: 'unavailable', detail: 'again' } }, { id: newId() }]);
  await vi.advanceTimersByTimeAsync(0);
  expect(outcomes).toMatchObject([{ code: 'done' }, { code: 'chat_archived' }]);
});

test('a command that nobody answers is appended again and again, then refused, and not before its time', async () => {
  const unanswered = command();
  const outcome = outcomeOf(commands.run(unanswered));
  await vi.advanceTimersByTimeAsync(COMMAND_PATIENCE - 1_000);
  expect(new Set(appended)).toEqual(new Set([unanswered.id]));
  expect(appended.length).toBeGreaterThan(3);
  expect(outcome).toEqual({});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(outcome).toMatchObject({ code: 'unavailable', retryAfter: 1 });
});

test('a command that waited behind others for all its time is refused at once, and told to nobody', async () => {
  const outcome = outcomeOf(commands.run(command(Date.now())));
  await vi.advanceTimersByTimeAsync(0);
  expect(outcome).toMatchObject({ code: 'unavailable' });
  expect(appended).toEqual([]);
});

test('what is unanswered is appended again when Redis is back', () => {
  const unanswered = command();
  void commands.run(unanswered);
  commands.appendAllAgain();
  expect(appended).toEqual([unanswered.id, unanswered.id]);
});
