import { ServiceError, type Command, type Reply } from '@besage/contracts';
import { GroupConsumer } from '@besage/streams';
import type { Context } from '../context.js';
import { runCommand } from './table.js';

/** Begins to take commands of the gateways: each is run by one api copy. */
export function startConsumer(ctx: Context): GroupConsumer {
  const { config, names, writer, log } = ctx;
  const consumer = new GroupConsumer({
    url: config.REDIS_URL,
    names,
    writer,
    log,
    handle: (command) => run(ctx, command),
  });
  consumer.start();
  return consumer;
}

/** Runs a command; a refusal is a reply like any other. */
async function run(ctx: Context, command: Command): Promise<Reply> {
  try {
    return { id: command.id, ...(await runCommand(ctx, command)) };
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      ctx.log.error({ err: error, command: command.id, type: command.type }, 'command failed');
      return { id: command.id, error: describe(new ServiceError('internal_error')) };
    }
    return { id: command.id, error: describe(error) };
  }
}

function describe({ code, message, retryAfter }: ServiceError): NonNullable<Reply['error']> {
  return { code, detail: message, ...(retryAfter !== undefined && { retry_after: retryAfter }) };
}
