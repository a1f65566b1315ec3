import { decodeEvent, decodeReply, decodeSignal, type Event, type Reply, type Signal } from '@besage/contracts';
import type { Buckets, Logger } from '@besage/service-kit';
import { StreamReader, type StreamNames } from '@besage/streams';
import type { Counts } from '../counts.js';

export interface StreamReadersOptions {
  /** Of Redis. */
  url: string;
  names: StreamNames;
  /** Partitions of `events`. */
  partitions: number;
  gatewayId: string;
  log: Logger;
  /** How long entries had waited in each kind of stream. */
  lags: Counts['lags'];
  onEvents: (events: Event[]) => void;
  onReplies: (replies: Reply[]) => void;
  onSignals: (signals: Signal[]) => void;
}

export interface StreamReaders {
  start: () => void;
  stop: () => Promise<void>;
  /** Whether it hears whatever is appended to any of them. */
  isReading: () => boolean;
}

/** The readers of all that a gateway listens to: every event, the replies to its own commands, every signal. */
export function createStreamReaders(options: StreamReadersOptions): StreamReaders {
  const { url, names, partitions, gatewayId, log, lags, onEvents, onReplies, onSignals } = options;
  const into = (lag: Buckets) => (ms: number) => lag.observe(ms / 1_000);
  const readers = [
    ...Array.from({ length: partitions }, (_, partition) => {
      return new StreamReader({
        url,
        log,
        stream: names.events(partition),
        decode: decodeEvent,
        onBatch: onEvents,
        onLag: into(lags.events),
      });
    }),
    // This gateway's own from its first entry on: a reply may come before the reader stands.
    new StreamReader({
      url,
      log,
      stream: names.replies(gatewayId),
      decode: decodeReply,
      onBatch: onReplies,
      from: '0',
      onLag: into(lags.replies),
    }),
    new StreamReader({
      url,
      log,
      stream: names.signals,
      decode: decodeSignal,
      onBatch: onSignals,
      onLag: into(lags.signals),
    }),
  ];
  return {
    start: () => {
      for (const reader of readers) void reader.start();
    },
    isReading: () => readers.every((reader) => reader.isReading),
    stop: async () => {
      await Promise.all(readers.map((reader) => reader.stop()));
    },
  };
}
