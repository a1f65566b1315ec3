import { cpus } from 'node:os';
import { violationKinds, type Violation, type ViolationKind } from '../check/violation.js';
import type { ClientKind } from '../history/history.js';
import { LEVEL_WITHIN } from '../level.js';
import type { Options } from '../options.js';
import type { Outcome } from '../prove.js';
import { faultKinds, kindOf } from '../system/schedule.js';
import type { SufferedFault } from '../timeline.js';

/** Violations of one kind that are told one by one. */
const EXAMPLES = 5;

type Settings = Pick<Options, 'seed' | 'seconds' | 'chats' | 'clients' | 'rate'>;

/** The report of a run, as Markdown. */
export function reportText(settings: Settings, outcome: Outcome): string {
  return [
    '# What was promised, and what came of it',
    settingsText(settings, outcome),
    '## Violations',
    violationsTable(outcome.violations),
    ...examples(outcome.violations),
    levelText(outcome.level),
    '## What happened',
    countsTable(outcome),
    '## Faults, and the time until all was well',
    'Seconds from the end of a fault, when every process was healthy, until every client had all that anybody had then.',
    faultsTable(outcome.faults),
  ].join('\n\n');
}

function settingsText({ seed, seconds, chats, clients, rate }: Settings, outcome: Outcome): string {
  const [cpu, ...others] = cpus();
  const { v1, v2, rest } = outcome.clients;
  return [
    `Seed ${seed}, ${seconds} s, ${chats} chats, ${clients} clients (v1 ${v1}, v2 ${v2}, REST ${rest}), ${rate} sends a second;`,
    `2 apis, 2 gateways, PostgreSQL, Redis on ${others.length + 1} × ${cpu?.model ?? 'unknown'}, Node ${process.version}.`,
  ].join('\n');
}

function violationsTable(violations: Violation[]): string {
  const count = (kind: string, client: ClientKind | undefined): number =>
    violations.filter((violation) => violation.kind === kind && violation.client === client).length;
  const rows = Object.entries(violationKinds).map(([kind, sentence]) => [
    sentence,
    ...[count(kind, 'v1'), count(kind, 'v2'), count(kind, 'rest'), count(kind, undefined)].map(String),
  ]);
  return table([['', 'v1', 'v2', 'REST', 'stored'], ...rows]);
}

function examples(violations: Violation[]): string[] {
  const byKind = new Map<ViolationKind, string[]>();
  for (const { kind, text } of violations) byKind.set(kind, [...(byKind.get(kind) ?? []), text]);
  return [...byKind].map(([kind, texts]) => {
    const lines = texts.slice(0, EXAMPLES).map((text) => `- ${violationKinds[kind]}: ${text}`);
    return [...lines, ...(texts.length > EXAMPLES ? [`- … and ${texts.length - EXAMPLES} more`] : [])].join('\n');
  });
}

function levelText(level: number[]): string {
  const sorted = level.toSorted((a, b) => a - b);
  const [median, last] = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
  const [half, all] = [seconds(median), last === Infinity ? 'never' : `after ${seconds(last)} s`];
  return `After the last fault half of the clients were level with PostgreSQL after ${half} s, all of them ${all} (${LEVEL_WITHIN / 1_000} s are allowed).`;
}

function countsTable({ counts, stored, closes, faults }: Outcome): string {
  const codes = [...closes].map(([code, count]) => `${code}: ${number(count)}`).join(', ');
  return table([
    ['', ''],
    ['messages sent', number(counts.sends)],
    ['sent again with the same `client_id`', number(counts.repeats)],
    ['refused for now', number(counts.refusals)],
    ['acked', number(counts.acks)],
    ['stored', number(stored)],
    ['entries delivered', number(counts.deliveries)],
    ['entries read over REST after coming back', number(counts.reads)],
    ['sockets opened', number(counts.connections)],
    ['sockets closed, by code', codes || 'none'],
    ['resets', number(counts.resets)],
    ['faults', number(faults.length)],
    ['of these SIGKILLs', number(faults.filter(({ act }) => act.startsWith('kill')).length)],
  ]);
}

function faultsTable(faults: SufferedFault[]): string {
  const rows = faultKinds.map((kind) => {
    const those = faults.filter((fault) => kindOf(fault) === kind);
    const times = those.map(({ ended, recovered }) => (recovered ?? Infinity) - ended).toSorted((a, b) => a - b);
    const shown = (time = 0): string => (time === Infinity ? '–' : seconds(time));
    return [kind, String(those.length), shown(times[Math.floor(times.length / 2)]), shown(times.at(-1))];
  });
  return table([['', 'times', 'median', 'worst'], ...rows]);
}

function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  const lines = rows.map((row) => `| ${row.map(pad).join(' | ')} |`);
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function number(value: number): string {
  return value.toLocaleString('en');
}
