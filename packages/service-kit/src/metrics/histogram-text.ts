import type { Buckets } from './buckets.js';
import type { Labels } from './labels.js';

/**
 * Writes a histogram in the text format of Prometheus. (prom-client writes only what its own `observe` was given.)
 *
 * @param series the buckets of each combination of labels
 */
export function histogramText(name: string, help: string, series: Iterable<readonly [Labels, Buckets]>): string {
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  for (const [labels, { bounds, counts, sum }] of series) {
    let count = 0;
    counts.forEach((found, place) => {
      count += found;
      lines.push(`${name}_bucket${labelText({ ...labels, le: String(bounds[place] ?? '+Inf') })} ${String(count)}`);
    });
    lines.push(`${name}_sum${labelText(labels)} ${String(sum)}`, `${name}_count${labelText(labels)} ${String(count)}`);
  }
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
