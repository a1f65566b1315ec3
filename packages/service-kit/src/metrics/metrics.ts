import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Buckets } from './buckets.js';
import { histogramText } from './histogram-text.js';
import type { Labels } from './labels.js';

/** What a metric is right now: a number, one for each combination of labels, or nothing where it cannot be known. */
type Reading = number | Iterable<readonly [Labels, number]> | undefined;

export interface MetricOptions {
  /** By the conventions of Prometheus: `besage_…`, with its base unit, counters with `_total`. */
  name: string;
  help: string;
  /** The names of its labels, if it has any. */
  labels?: readonly string[];
}

/**
 * All that a service tells Prometheus. Nothing is looked up or formatted where things happen: there plain numbers are
 * counted, and the functions that are given here read them when somebody asks.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly histograms: (() => string)[] = [];

  /** Adds what prom-client knows of any process of Node: CPU, memory, event loop, garbage collection, handles. */
  ofProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A number that only grows while the process lives. */
  counter({ name, help, labels = [] }: MetricOptions, read: () => Reading): void {
    const counter = new Counter({
      name,
      help,
      labelNames: labels,
      registers: [this.registry],
      collect: () => {
        counter.reset();
        for (const [values, value] of seriesOf(read())) counter.inc(values, value);
      },
    });
  }

  /** A number that goes up and down. */
  gauge({ name, help, labels = [] }: MetricOptions, read: () => Reading | Promise<Reading>): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [this.registry],
      collect: async () => {
        const series = seriesOf(await read());
        gauge.reset();
        if (labels.length === 0) gauge.remove(); // it would be 0, which nobody said
        for (const [values, value] of series) gauge.set(values, value);
      },
    });
  }

  /** How often values were how large. */
  histogram(
    { name, help }: Omit<MetricOptions, 'labels'>,
    buckets: Buckets | (() => Iterable<readonly [Labels, Buckets]>),
  ): void {
    const read = typeof buckets === 'function' ? buckets : () => [[{}, buckets] as const];
    this.histograms.push(() => histogramText(name, help, read()));
  }

  /** Everything, in the text format of Prometheus. */
  async text(): Promise<string> {
    const numbers = await this.registry.metrics();
    return [numbers, ...this.histograms.map((write) => write())].join('\n');
  }
}

function seriesOf(reading: Reading): Iterable<readonly [Labels, number]> {
  if (reading === undefined) return [];
  return typeof reading === 'number' ? [[{}, reading]] : reading;
}
