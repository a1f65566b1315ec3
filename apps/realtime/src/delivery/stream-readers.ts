import { decodeEvent, decodeReply, decodeSignal, type Event, type Reply, type Signal } from '@besage/contracts';
import type { Logger } from '@besage/service-kit';
import { StreamReader, type StreamNames } from '@besage/streams';

export interface StreamReadersOptions {
  /** Of Redis. */
  url: string;
  names: StreamNames;
  /** Partitions of `events`. */
  partitions: number;
  gatewayId: string;
  log: Logger;
  onEvents: (events: Event[]) => void;
  onReplies: (replies: Reply[]) => void;
  onSignals: (signals: Signal[]) => void;
}

/** The readers of all that a gateway listens to: every event, the replies to its own commands, every signal. */
export function createStreamReaders(options: StreamReadersOptions): { start: () => void; stop: () => Promise<void> } {
  const { url, names, partitions, gatewayId, log, onEvents, onReplies, onSignals } = options;
  const readers = [
    ...Array.from({ length: partitions }, (_, partition) => {
      return new StreamReader({ url, log, stream: names.events(partition), decode: decodeEvent, onBatch: onEvents });
    }),
    // This gateway's own from its first entry on: a reply may come before the reader stands.
    new StreamReader({
      url,
      log,
      stream: names.replies(gatewayId),
      decode: decodeReply,
      onBatch: onReplies,
      from: '0',
    }),
    new StreamReader({ url, log, stream: names.signals, decode: decodeSignal, onBatch: onSignals }),
  ];
  return {
    start: () => {
      for (const reader of readers) void reader.start();
    },
    stop: async () => {
      await Promise.all(readers.map((reader) => reader.stop()));
    },
  };
}
