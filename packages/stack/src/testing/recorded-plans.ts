import pg from 'pg';
import { administer, databaseName } from './administer.js';

/** How PostgreSQL carried out a statement. */
export interface Plan {
  statement: string;
  /** Tables that were read from one end to the other. */
  seqScans: string[];
  /** Rows that were looked at in tables, whether or not they were what was looked for. */
  rowsRead: number;
}

/** A node of a plan, as `EXPLAIN (ANALYZE, FORMAT JSON)` gives it. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/**
 * Has PostgreSQL tell how it carries out every statement on a database, by its module auto_explain: the plan that the
 * prepared statement really used. Of this process and from now on, on connections that are opened after this one call.
 *
 * @returns the plans, growing
 */
export async function recordPlans(databaseUrl: string): Promise<Plan[]> {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_format': 'json',
    'auto_explain.log_level': 'notice',
  };
  for (const [name, value] of Object.entries(settings)) {
    await administer(databaseUrl, `ALTER DATABASE ${databaseName(databaseUrl)} SET ${name} = '${value}'`);
  }
  const plans: Plan[] = [];
  listenToNotices((message) => {
    const start = message.indexOf('plan:\n');
    if (start >= 0) plans.push(toPlan(JSON.parse(message.slice(start + 'plan:\n'.length)) as Explained));
  });
  return plans;
}

interface Explained {
  'Query Text': string;
  Plan: PlanNode;
}

function toPlan({ 'Query Text': statement, Plan: root }: Explained): Plan {
  const scans = nodesOf(root).filter((node) => node['Relation Name'] !== undefined && !isWrite(node));
  return {
    statement,
    seqScans: scans.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : [])),
    rowsRead: scans.reduce((sum, node) => sum + rowsReadBy(node), 0),
  };
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const isWrite = (node: PlanNode) => node['Node Type'] === 'ModifyTable';

function rowsReadBy(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'];
}

interface Client {
  connect: (this: Client, ...args: unknown[]) => unknown;
  on: (event: 'notice', listener: (notice: { message?: string }) => void) => void;
}

function listenToNotices(listener: (message: string) => void): void {
  const prototype = pg.Client.prototype as Client;
  const { connect } = prototype;
  prototype.connect = function (...args) {
    this.on('notice', ({ message = '' }) => listener(message));
    return connect.apply(this, args);
  };
}
