import type { Outcome } from '../prove.js';
import type { SufferedFault } from '../timeline.js';

const WIDTH = 1_000;
const LEFT = 80;
const RIGHT = 20;
const CURVE = { top: 30, height: 150 };
const LANE = { top: 210, height: 22 };
const lanes = ['api 0', 'api 1', 'gateway 0', 'gateway 1', 'redis 0', 'postgres 0'];
const colours = { kill: '#c0392b', pause: '#2471a3', restart: '#7d8a97', cut: '#d68910', stall: '#8e44ad' };

/** The time line of a run: what was acked and delivered each second, and below it who suffered what, until all was well. */
export function reportSvg({ faults, seconds }: Pick<Outcome, 'faults' | 'seconds'>): string {
  const span = Math.max(seconds.length, 1);
  const x = (ms: number): number => round(LEFT + (Math.min(ms / 1_000, span) / span) * (WIDTH - LEFT - RIGHT));
  const height = LANE.top + LANE.height * lanes.length + 60;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    curve(
      'deliveries a second',
      '#1e8449',
      seconds.map(({ deliveries }) => deliveries),
      x,
      0,
    ),
    curve(
      'acks a second',
      '#17202a',
      seconds.map(({ acks }) => acks),
      x,
      1,
    ),
    ...lanes.map(laneText),
    ...faults.map((fault) => bar(fault, x)),
    axis(span, x, height - 40),
    legend(height - 12),
    '</svg>',
    '',
  ].join('\n');
}

type Scale = (ms: number) => number;

/** Each curve has a scale of its own: its highest second is its top. */
function curve(name: string, colour: string, values: number[], x: Scale, place: number): string {
  const top = Math.max(1, ...values);
  const points = values.map((value, i) => {
    const y = CURVE.top + CURVE.height * (1 - value / top);
    return `${x(i * 1_000 + 500)},${round(y)}`;
  });
  const label = `<text x="${LEFT + place * 260}" y="18" fill="${colour}">${name}, up to ${top.toLocaleString('en')}</text>`;
  return `${label}<polyline fill="none" stroke="${colour}" points="${points.join(' ')}"/>`;
}

function laneText(lane: string, i: number): string {
  const y = LANE.top + LANE.height * i;
  const name = lane.replace(/^(redis|postgres) 0$/, '$1');
  return `<text x="8" y="${y + 15}">${name}</text><line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y + 21}" y2="${y + 21}" stroke="#eee"/>`;
}

/** The fault itself, and thinner the time until all was well. */
function bar({ subject, copy, act, began, ended, recovered }: SufferedFault, x: Scale): string {
  const y = LANE.top + LANE.height * lanes.indexOf(`${subject} ${copy}`);
  const colour = colourOf(act);
  const until = recovered ?? Infinity;
  const title = `${act}: ${seconds(ended - began)} s, well ${until === Infinity ? 'never' : `after ${seconds(until - ended)} s`}`;
  return [
    `<g fill="${colour}"><title>${title}</title>`,
    `<rect x="${x(began)}" y="${y + 3}" width="${width(x(began), x(ended))}" height="14"/>`,
    `<rect x="${x(ended)}" y="${y + 8}" width="${width(x(ended), x(until))}" height="4"/></g>`,
  ].join('');
}

function axis(span: number, x: Scale, y: number): string {
  const step = Math.max(10, Math.ceil(span / 120) * 10);
  const ticks = Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => i * step);
  return ticks
    .map((tick) => `<text x="${x(tick * 1_000)}" y="${y}" fill="#777" text-anchor="middle">${tick} s</text>`)
    .join('');
}

function legend(y: number): string {
  return Object.entries(colours)
    .map(([act, colour], i) => {
      const at = LEFT + i * 90;
      return `<rect x="${at}" y="${y - 10}" width="12" height="10" fill="${colour}"/><text x="${at + 17}" y="${y}">${act}</text>`;
    })
    .join('');
}

function colourOf(act: string): string {
  const [word = ''] = act.split(' ');
  return Object.entries(colours).find(([name]) => name === word)?.[1] ?? '#000';
}

function width(from: number, to: number): number {
  return round(Math.max(1, to - from));
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
