import type { Redis } from 'ioredis';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** Where a stream begins and ends. */
export interface StreamExtent {
  /** The id of the oldest entry that is still there; of the newest ever, if none is. */
  oldest: string;
  /** The id of the newest entry ever, whether it is still there or not. */
  newest: string;
}

/** `first-entry` is an id and its fields, or null. */
const firstEntry = Compile(Type.Tuple([Type.String(), Type.Unknown()]));

/** Asks Redis for a stream's extent; `undefined` when there is no such stream. */
export async function streamExtent(redis: Redis, stream: string): Promise<StreamExtent | undefined> {
  const reply = await infoOf(redis, stream);
  if (!Array.isArray(reply)) return undefined;
  const fieldOf = (name: string): unknown => reply[reply.indexOf(name) + 1];
  const newest = String(fieldOf('last-generated-id'));
  const first = fieldOf('first-entry');
  return { oldest: firstEntry.Check(first) ? first[0] : newest, newest };
}

async function infoOf(redis: Redis, stream: string): Promise<unknown> {
  try {
    return await redis.xinfo('STREAM', stream);
  } catch (error) {
    if (error instanceof Error && error.message.includes('no such key')) return undefined;
    throw error;
  }
}
