import type { Figures } from '../measure/figures.js';
import { aligned } from './aligned.js';
import { cell } from './cell.js';
import { compare, counterpart, NOISE, type Comparison } from './compare.js';
import type { Result } from './result.js';

/** What of a peer is held against what of Besage: added up where it takes two of our processes to do the same. */
const compared = [
  { name: 'sends_per_s', title: 'sends/s', ours: ['sends_per_s'], theirs: 'sends_per_s' },
  { name: 'p50_ms', title: 'p50', ours: ['p50_ms'], theirs: 'p50_ms' },
  { name: 'p99_ms', title: 'p99', ours: ['p99_ms'], theirs: 'p99_ms' },
  {
    name: 'us_per_delivery',
    title: 'CPU per delivery, gateway : server',
    ours: ['gateway_us_per_delivery'],
    theirs: 'server_us_per_delivery',
  },
  {
    name: 'us_per_send',
    title: 'CPU per send, api + gateway : server',
    ours: ['api_us_per_send', 'gateway_us_per_send'],
    theirs: 'server_us_per_send',
  },
  {
    name: 'postgres_us_per_send',
    title: 'CPU per send, PostgreSQL',
    ours: ['postgres_us_per_send'],
    theirs: 'postgres_us_per_send',
  },
  { name: 'redis_us_per_send', title: 'CPU per send, Redis', ours: ['redis_us_per_send'], theirs: 'redis_us_per_send' },
];

/** Besage's figures divided by a peer's; what the peer does not have is left out. */
export function ratiosTo(besage: Figures, peer: Figures): Figures {
  const ratios = compared.map(({ name, ours, theirs }): [string, number] => {
    const sum = ours.reduce((total, figure) => total + (besage[figure] ?? NaN), 0);
    return [name, sum / (peer[theirs] ?? NaN)];
  });
  return Object.fromEntries(ratios.filter(([, ratio]) => Number.isFinite(ratio)));
}

/** The ratios of a run to all of its peers as text, beside those of earlier results; undefined when there are no peers. */
export function ratioTable(results: Result[], before: Result[] = []): string | undefined {
  const besage = results.find(({ subject }) => subject === 'besage');
  const peers = results.filter((result) => result !== besage);
  if (!besage || peers.length === 0) return undefined;
  const columns = peers.map((peer) => {
    const ratios = ratiosTo(besage.figures, peer.figures);
    return { peer: peer.subject, ratios, comparison: comparisonOf(ratios, besage, peer, before) };
  });
  return aligned([
    ['besage :', ...columns.map(({ peer }) => peer)],
    ...compared.map(({ name, title }) => [
      title,
      ...columns.map(({ ratios, comparison }) => cell(name, ratios[name], comparison)),
    ]),
  ]);
}

function comparisonOf(ratios: Figures, besage: Result, peer: Result, before: Result[]): Comparison {
  const [earlier, earlierPeer] = [counterpart(besage, before), counterpart(peer, before)];
  if (!earlier || !earlierPeer) return {};
  const noiseOf = (name: string): number => {
    const { ours = [], theirs = '' } = compared.find((it) => it.name === name) ?? {};
    const ofBesage = [besage, earlier].flatMap(({ spread }) => ours.map((figure) => spread[figure] ?? 0));
    const ofPeer = [peer, earlierPeer].map(({ spread }) => spread[theirs] ?? 0);
    return Math.max(NOISE, ...ofBesage, ...ofPeer);
  };
  return compare(ratios, ratiosTo(earlier.figures, earlierPeer.figures), noiseOf);
}
