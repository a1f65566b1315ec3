import type { Figures } from '../measure/figures.js';
import { numberText } from './number-text.js';
import type { Result, ResultFile } from './result.js';

const WIDTH = 1_000;
const BAR = { left: 100, width: 500, height: 16, step: 22 };
const HEADER = 40;
/** Above the bars of a run and below them. */
const TITLE = 28;
const GAP = 14;

/** What is measured, in the order in which it is stacked, and its colour; the load itself is no cost. */
const colours = {
  api: '#2471a3',
  gateway: '#1e8449',
  server: '#d68910',
  appender: '#8e44ad',
  postgres: '#7d8a97',
  redis: '#c0392b',
};

/** All runs as bars: what a unit of each costs, stacked by process, Besage above its peers. */
export function reportSvg({ results, measuredAt, machine }: ResultFile): string {
  const runs = [...new Set(results.map(({ run }) => run))].map((run) => results.filter((result) => result.run === run));
  let y = HEADER;
  const blocks = runs.map((ofRun) => {
    const top = y;
    y += TITLE + ofRun.length * BAR.step + GAP;
    return block(ofRun, top);
  });
  const subtitle = `${measuredAt.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${y}" fill="#fff"/>`,
    `<text x="8" y="20" fill="#777">${escaped(subtitle)}</text>`,
    legend(),
    ...blocks,
    '</svg>',
    '',
  ].join('\n');
}

/** The bars of one run have one scale: the dearest is as long as there is room. */
function block(results: Result[], top: number): string {
  const [first] = results;
  if (!first) return '';
  const unit = unitOf(first.figures);
  const bars = results.map((result) => ({ result, parts: partsOf(result.figures, unit) }));
  const longest = Math.max(...bars.map(({ parts }) => total(parts)));
  const lines = bars.map(({ result, parts }, i) => bar(result, parts, longest, top + TITLE + i * BAR.step));
  const title = `${first.run}: ${first.title}; ${unit.replaceAll('_', ' ').replace(/^us/, 'µs of CPU').replace(/^kb/, 'KB')}`;
  return [`<text x="8" y="${top + 18}" font-weight="bold">${escaped(title)}</text>`, ...lines].join('\n');
}

interface Part {
  name: string;
  value: number;
  colour: string;
}

function bar({ subject, figures }: Result, parts: Part[], longest: number, y: number): string {
  let x = BAR.left;
  const rects = parts.map(({ name, value, colour }) => {
    const width = round((value / longest) * BAR.width);
    const rect = `<rect x="${round(x)}" y="${y}" width="${width}" height="${BAR.height}" fill="${colour}"><title>${name} ${numberText(value)}</title></rect>`;
    x += width;
    return rect;
  });
  const speed = Object.keys(figures).find((name) => name.endsWith('_per_s'));
  const words = [
    numberText(total(parts)),
    ...(speed === undefined ? [] : [`${numberText(figures[speed] ?? NaN)} ${speed.replace('_per_s', '/s')}`]),
    ...(figures['p99_ms'] === undefined ? [] : [`p99 ${numberText(figures['p99_ms'])} ms`]),
  ];
  const text = (at: number, content: string) => `<text x="${round(at)}" y="${y + 13}">${escaped(content)}</text>`;
  return [text(8, subject), ...rects, text(x + 8, words.join(' · '))].join('');
}

/** What the bars are of: where a send reaches many, it is a delivery that costs; of what has no CPU, its memory. */
function unitOf(figures: Figures): string {
  const { sends_per_s: sends = 0, deliveries_per_s: deliveries = 0 } = figures;
  if (deliveries > 10 * sends) return 'us_per_delivery';
  const name = Object.keys(figures).find((it) => it.includes('_us_per_'));
  return name?.slice(name.indexOf('us_per_')) ?? 'kb_per_socket';
}

function partsOf(figures: Figures, unit: string): Part[] {
  const whole = figures[unit];
  if (whole !== undefined) return [{ name: 'gateway', value: whole, colour: colours.gateway }];
  return Object.entries(colours).flatMap(([name, colour]) => {
    const value = figures[`${name}_${unit}`];
    return value === undefined ? [] : [{ name, value, colour }];
  });
}

function legend(): string {
  return Object.entries(colours)
    .map(([name, colour], i) => {
      const at = WIDTH - 540 + i * 90;
      return `<rect x="${at}" y="10" width="12" height="10" fill="${colour}"/><text x="${at + 17}" y="20">${name}</text>`;
    })
    .join('');
}

function total(parts: Part[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
