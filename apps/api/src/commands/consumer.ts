import { ServiceError, type Command, type Reply } from '@besage/contracts';
import { errorCodeOf } from '@besage/db';
import { GroupConsumer } from '@besage/streams';
import type { Context } from '../context.js';
import { runCommand } from './run-command.js';

/** Begins to take commands of the gateways: each is run by one api copy. */
export function startConsumer(ctx: Context): GroupConsumer {
  const { config, names, writer, log, counts, readiness } = ctx;
  const consumer = new GroupConsumer({
    url: config.REDIS_URL,
    names,
    writer,
    log,
    handle: (command) => run(ctx, command),
    onLag: (ms) => counts.commandLag.observe(ms / 1_000),
  });
  consumer.start();
  readiness.require('streams', () => consumer.isReading);
  return consumer;
}

/** Runs a command; a refusal is a reply like any other. */
async function run(ctx: Context, command: Command): Promise<Reply> {
  ctx.counts.commands.add(command.type);
  try {
    return { id: command.id, ...(await runCommand(ctx, command)) };
  } catch (error) {
    const refusal = error instanceof ServiceError ? error : fold(error);
    if (refusal !== error) {
      const level = refusal.code === 'internal_error' ? 'error' : 'warn';
      ctx.log[level]({ err: error, command: command.id, type: command.type }, 'command failed');
    }
    ctx.counts.commandRefusals.add(refusal.code);
    return { id: command.id, error: describe(refusal) };
  }
}

function fold(cause: unknown): ServiceError {
  return new ServiceError(errorCodeOf(cause) ?? 'internal_error', { cause });
}

function describe({ code, message, retryAfter }: ServiceError): NonNullable<Reply['error']> {
  return { code, detail: message, ...(retryAfter !== undefined && { retry_after: retryAfter }) };
}
