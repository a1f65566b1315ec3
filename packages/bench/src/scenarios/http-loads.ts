import { LoadProcess } from '../load/load-process.js';
import type { HttpRequest } from '../load/plans.js';
import { requests as inRequests } from '../measure/units.js';
import type { Besage } from '../subjects/besage.js';
import type { PreparedLoads } from './take-loads.js';

export interface HttpLoadsOptions {
  connections: number;
  /** Asked for in turn. */
  requests: HttpRequest[];
  /** How many things each answer lists; nothing is said of answers that are no lists. */
  lists?: number;
}

/** Has a load process ask the api. */
export async function prepareHttpLoads(besage: Besage, options: HttpLoadsOptions): Promise<PreparedLoads> {
  const { connections, requests, lists } = options;
  const [request] = requests;
  if (request && lists !== undefined) await checkList(besage.apiUrls[0] ?? '', request, lists);
  const load = await LoadProcess.prepare({ kind: 'http', origins: besage.apiUrls, connections, requests });
  return { loads: [load], processes: { ...besage.processes, generator: [load.pid] }, units: inRequests };
}

/** Answers are not read while it is measured, so one is read before: an empty list would cost little. */
async function checkList(origin: string, { path, token }: HttpRequest, length: number): Promise<void> {
  const response = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } });
  const answer: unknown = await response.json();
  if (Array.isArray(answer) && answer.length === length) return;
  throw new Error(`${path} was answered with ${response.status}, and not with a list of ${length}.`);
}
