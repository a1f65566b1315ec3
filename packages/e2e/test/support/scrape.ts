/** One number of a service, as Prometheus reads it. */
export interface Sample {
  metric: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads `/metrics` as the job that it is scraped by. */
export async function scrape(port: number, job: string): Promise<Sample[]> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, metric = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (metric === '') throw new Error(`This is no sample: ${line}`);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]);
    const known = { job, instance: `127.0.0.1:${port}` };
    return {
      metric,
      labels: { ...known, ...(Object.fromEntries(pairs) as Record<string, string>) },
      value: Number(value),
    };
  });
}
