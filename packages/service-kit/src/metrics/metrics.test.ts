import { expect, test } from 'vitest';
import { Buckets } from './buckets.js';
import { Metrics } from './metrics.js';
import { PoolCounts } from './pool-counts.js';
import { showService } from './show-service.js';
import { HttpCounts } from './http-counts.js';
import { Readiness } from '../readiness.js';
import { Tally } from './tally.js';

const lines = async (metrics: Metrics) => (await metrics.text()).split('\n').filter((line) => line !== '');

test('numbers are read when somebody asks', async () => {
  const metrics = new Metrics();
  let count = 1;
  const refusals = new Tally(['spam', 'noise']);
  metrics.counter({ name: 'sent_total', help: 'Sent.' }, () => count);
  metrics.counter({ name: 'refused_total', help: 'Refused.', labels: ['code'] }, () => refusals.by('code'));
  await metrics.text();
  count = 3;
  refusals.add('spam', 2);
  expect(await lines(metrics)).toEqual([
    '# HELP sent_total Sent.',
    '# TYPE sent_total counter',
    'sent_total 3',
    '# HELP refused_total Refused.',
    '# TYPE refused_total counter',
    'refused_total{code="spam"} 2',
    'refused_total{code="noise"} 0',
  ]);
});

test('what cannot be known is not told, and what is gone is told no more', async () => {
  const metrics = new Metrics();
  let known: number | undefined = 5;
  let rooms: [Record<string, string>, number][] = [[{ kind: 'a' }, 1]];
  metrics.gauge({ name: 'waiting', help: 'Waiting.' }, () => Promise.resolve(known));
  metrics.gauge({ name: 'rooms', help: 'Rooms.', labels: ['kind'] }, () => rooms);
  expect(await lines(metrics)).toEqual(expect.arrayContaining(['waiting 5', 'rooms{kind="a"} 1']));
  known = undefined;
  rooms = [[{ kind: 'b' }, 2]];
  expect((await lines(metrics)).filter((line) => !line.startsWith('#'))).toEqual(['rooms{kind="b"} 2']);
});

test('a histogram adds up, and says what no bound holds', async () => {
  const metrics = new Metrics();
  const buckets = new Buckets([1, 10]);
  metrics.histogram({ name: 'size', help: 'Sizes.' }, () => [[{ of: 'say "a"' }, buckets]]);
  buckets.observe(1);
  buckets.observe(1.5, 3);
  buckets.observe(100);
  expect(await lines(metrics)).toEqual([
    '# HELP size Sizes.',
    '# TYPE size histogram',
    String.raw`size_bucket{of="say \"a\"",le="1"} 1`,
    String.raw`size_bucket{of="say \"a\"",le="10"} 4`,
    String.raw`size_bucket{of="say \"a\"",le="+Inf"} 5`,
    String.raw`size_sum{of="say \"a\""} 105.5`,
    String.raw`size_count{of="say \"a\""} 5`,
  ]);
});

test('what both services tell', async () => {
  const metrics = new Metrics();
  const pool = new PoolCounts();
  pool.pool({ totalCount: 5, idleCount: 2, waitingCount: 7 });
  pool.waited(3);
  showService(metrics, {
    http: new HttpCounts(),
    readiness: new Readiness({ database: () => Promise.reject(new Error('away')), redis: () => 'PONG' }),
    pools: { reads: pool },
    refusals: { socket: new Tally(['rate_limited']) },
    limited: new Tally(['sends']),
    lags: { events: new Buckets() },
    writer: { unanswered: 4, failures: 9 },
  });
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      'besage_dependency_up{dependency="database"} 0',
      'besage_dependency_up{dependency="redis"} 1',
      'besage_refusals_total{door="socket",code="rate_limited"} 0',
      'besage_limited_total{limit="sends"} 0',
      'besage_postgres_connections{pool="reads",state="busy"} 3',
      'besage_postgres_connections{pool="reads",state="idle"} 2',
      'besage_postgres_waiting_queries{pool="reads"} 7',
      'besage_postgres_wait_seconds_bucket{pool="reads",le="0.005"} 1',
      'besage_stream_lag_seconds_count{stream="events"} 0',
      'besage_stream_unanswered 4',
      'besage_stream_failures_total 9',
    ]),
  );
});
