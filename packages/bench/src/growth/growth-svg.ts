import type { Growth } from './growth-table.js';

const WIDTH = 900;
const HEIGHT = 420;
const LEFT = 60;
const RIGHT = 260;
const TOP = 30;
const BOTTOM = 40;

/** The milliseconds of each ask over the number of messages, both on logarithmic scales: what does not grow lies flat. */
export function growthSvg(results: Growth[]): string {
  const sizes = results.map(({ size }) => size.messages);
  const names = [...(results[0]?.costs.keys() ?? [])];
  const times = results.flatMap(({ costs }) => [...costs.values()].map(({ time }) => time));
  const x = scale(Math.min(...sizes), Math.max(...sizes), LEFT, WIDTH - RIGHT);
  const [low, high] = [
    10 ** Math.floor(Math.log10(Math.min(...times))),
    10 ** Math.ceil(Math.log10(Math.max(...times))),
  ];
  const y = scale(low, high, HEIGHT - BOTTOM, TOP);
  const text = (at: { x: number; y: number }, words: string, more = '') =>
    `<text x="${round(at.x)}" y="${round(at.y)}" ${more}>${words}</text>`;
  const lines = names.map((name, i) => {
    const colour = `hsl(${Math.round((i * 360) / names.length)} 70% 40%)`;
    const points = results.map(
      ({ size, costs }) => `${round(x(size.messages))},${round(y(costs.get(name)?.time ?? low))}`,
    );
    const legend = text({ x: WIDTH - RIGHT + 20, y: TOP + i * 17 }, name, `fill="${colour}"`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${points.join(' ')}"/>${legend}`;
  });
  const ticks = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, i) => low * 10 ** i);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...ticks.map(
      (ms) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(ms))}" y2="${round(y(ms))}" stroke="#ddd"/>` +
        text({ x: LEFT - 6, y: y(ms) + 4 }, `${Number(ms.toPrecision(1))} ms`, 'text-anchor="end" fill="#555"'),
    ),
    ...sizes.map((size) =>
      text({ x: x(size), y: HEIGHT - BOTTOM + 20 }, size.toLocaleString('en'), 'text-anchor="middle" fill="#555"'),
    ),
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

/** A logarithmic scale from one interval to another. */
function scale(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = Math.log(high / low) || 1;
  return (value) => from + (Math.log(value / low) / span) * (to - from);
}

const round = (value: number): number => Math.round(value * 10) / 10;
