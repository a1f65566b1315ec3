/** The keys of all streams under one prefix; the part in braces decides the Redis Cluster slot. */
export interface StreamNames {
  readonly commands: string;
  /** Beside `commands`, in the same slot. */
  readonly deadCommands: string;
  /** The consumer group of `commands`. */
  readonly commandsGroup: string;
  readonly signals: string;
  /** What the keys of presence begin with; no stream, but in a slot of its own like them. */
  readonly presence: string;
  /** What the keys of all limits begin with, in a slot of their own like those of presence. */
  readonly limits: string;
  events(partition: number): string;
  replies(gateway: string): string;
}

/** The names of all streams of one installation; two prefixes on one Redis never meet. */
export function streamNames(prefix: string): StreamNames {
  return {
    commands: `${prefix}:{commands}`,
    deadCommands: `${prefix}:{commands}:dead`,
    commandsGroup: 'api',
    signals: `${prefix}:{signals}`,
    presence: `${prefix}:{presence}`,
    limits: `${prefix}:{limits}`,
    events: (partition) => `${prefix}:{events:${partition}}`,
    replies: (gateway) => `${prefix}:{replies:${gateway}}`,
  };
}

/**
 * The partition of `events` that a chat's events go to, 0 to `partitions` - 1: always the same one, so that they stay
 * in order. FNV-1a over the id.
 */
export function partitionOf(chatId: string, partitions: number): number {
  if (partitions === 1) return 0;
  let hash = 0x811c9dc5;
  for (let i = 0; i < chatId.length; i++) hash = Math.imul(hash ^ chatId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}
