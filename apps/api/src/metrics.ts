import { Metrics, showService } from '@besage/service-kit';
import type { GroupConsumer } from '@besage/streams';
import type { Context } from './context.js';

/** What the api tells Prometheus: names, and where the numbers are. */
export function apiMetrics(ctx: Context, consumer: Pick<GroupConsumer, 'commandsInHand'>): Metrics {
  const { counts, readiness, writer } = ctx;
  const metrics = new Metrics();
  showService(metrics, {
    http: counts.http,
    readiness,
    pools: counts.pools,
    refusals: { command: counts.commandRefusals },
    limited: counts.limited,
    lags: { commands: counts.commandLag },
    writer,
  });
  showSends(metrics, ctx);
  metrics.counter(
    { name: 'besage_commands_total', help: 'Commands of gateways that were taken.', labels: ['type'] },
    () => counts.commands.by('type'),
  );
  metrics.gauge(
    { name: 'besage_commands_in_hand', help: 'Commands that this copy executes right now.' },
    () => consumer.commandsInHand,
  );
  metrics.gauge(
    { name: 'besage_commands_unacknowledged', help: 'Commands in the stream that no copy of the api is done with.' },
    () => ctx.redis.xlen(ctx.names.commands).catch(() => undefined),
  );
  return metrics;
}

function showSends(metrics: Metrics, { counts: { sends: counts }, sends }: Context): void {
  metrics.counter(
    {
      name: 'besage_sends_total',
      help: 'Messages that were handed over to be stored, by what became of them: new, known (sent before), or refused.',
      labels: ['outcome'],
    },
    () => counts.outcomes.by('outcome'),
  );
  metrics.histogram(
    { name: 'besage_send_commit_seconds', help: 'Time from handing a message over until its commit was known.' },
    counts.untilCommit,
  );
  metrics.histogram({ name: 'besage_send_batch_size', help: 'Messages that one statement stored.' }, counts.batchSizes);
  metrics.histogram(
    { name: 'besage_send_batch_seconds', help: 'Time that the statement of one batch took.' },
    counts.batchDurations,
  );
  metrics.gauge({ name: 'besage_sends_waiting', help: 'Messages that wait for their batch.' }, () => sends.size);
}
