import { Metrics, showService } from '@besage/service-kit';
import type { Context } from './context.js';

/** What a gateway tells Prometheus: names, and where the numbers are. */
export function gatewayMetrics(ctx: Context): Metrics {
  const { counts, readiness, writer } = ctx;
  const metrics = new Metrics();
  showService(metrics, {
    http: counts.http,
    readiness,
    pools: { reads: counts.pool },
    refusals: { socket: counts.frameRefusals, command: counts.commands.refusals },
    limited: counts.limited,
    lags: counts.lags,
    writer,
  });
  showSockets(metrics, ctx);
  showCommands(metrics, ctx);
  showDelivery(metrics, ctx);
  return metrics;
}

function showSockets(metrics: Metrics, { counts: { sockets: counts }, hub }: Context): void {
  metrics.gauge(
    { name: 'besage_sockets', help: 'Sockets whose person is known, by protocol.', labels: ['protocol'] },
    () => {
      // A protocol whose last socket is gone is told as 0.
      const present = new Map<string, number>([...counts.opened.words()].map((protocol) => [protocol, 0]));
      for (const { protocol } of hub.all()) present.set(protocol.name, (present.get(protocol.name) ?? 0) + 1);
      return [...present].map(([protocol, count]) => [{ protocol }, count] as const);
    },
  );
  metrics.counter(
    { name: 'besage_sockets_opened_total', help: 'Sockets that were let in, by protocol.', labels: ['protocol'] },
    () => counts.opened.by('protocol'),
  );
  metrics.counter(
    { name: 'besage_sockets_closed_total', help: 'Sockets that ended, by close code.', labels: ['code'] },
    () => counts.closed.by('code'),
  );
  metrics.gauge({ name: 'besage_rooms', help: 'Chats that somebody here listens to.' }, () => hub.roomCount);
  metrics.gauge(
    { name: 'besage_socket_queue_bytes', help: 'Bytes that wait for clients to read them, of all sockets.' },
    () => sum(waitingBytes(hub)),
  );
  metrics.gauge({ name: 'besage_socket_queue_max_bytes', help: 'Bytes that wait for the slowest client here.' }, () =>
    waitingBytes(hub).reduce((most, bytes) => Math.max(most, bytes), 0),
  );
}

function showCommands(metrics: Metrics, { counts: all, commands }: Context): void {
  const counts = all.commands;
  metrics.counter({ name: 'besage_frames_received_total', help: 'Frames of clients.' }, () => all.frames);
  metrics.counter(
    { name: 'besage_commands_sent_total', help: 'Commands that were passed on to the api.', labels: ['type'] },
    () => counts.passedOn.by('type'),
  );
  metrics.counter(
    { name: 'besage_commands_repeated_total', help: 'Commands that were appended again, since no reply came.' },
    () => counts.repeated,
  );
  metrics.gauge({ name: 'besage_commands_pending', help: 'Commands that wait for their reply.' }, () => commands.size);
  metrics.histogram(
    { name: 'besage_command_seconds', help: 'Time from the frame of a client until the reply of the api.' },
    counts.durations,
  );
}

function showDelivery(metrics: Metrics, { counts: { delivery: counts } }: Context): void {
  metrics.counter({ name: 'besage_events_total', help: 'Events that were read off the streams.' }, () => counts.events);
  metrics.counter(
    {
      name: 'besage_deliveries_total',
      help: 'Frames of chats that were written to sockets, each as often as sockets got it, by protocol.',
      labels: ['protocol'],
    },
    () => counts.frames(),
  );
  metrics.histogram(
    {
      name: 'besage_delivery_seconds',
      help: 'Time from the commit of a message until it was written to the sockets here, by both clocks.',
    },
    counts.delays,
  );
  metrics.counter(
    { name: 'besage_log_reads_total', help: 'Rooms that had to read from the log what the streams did not bring.' },
    () => counts.logReads,
  );
}

const waitingBytes = (hub: Context['hub']): number[] => [...hub.all()].map((connection) => connection.waitingBytes);

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
