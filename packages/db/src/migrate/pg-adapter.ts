import {
  ColumnTypeEnum,
  DriverAdapterError,
  type ColumnType,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

const TEXT_ARRAY = 1009;

/** The types of PostgreSQL's catalog that are not read as text. */
const columnTypes = new Map<number, ColumnType>([
  [pg.types.builtins.BOOL, ColumnTypeEnum.Boolean],
  [pg.types.builtins.CHAR, ColumnTypeEnum.Character],
  [pg.types.builtins.INT2, ColumnTypeEnum.Int32],
  [pg.types.builtins.INT4, ColumnTypeEnum.Int32],
  [pg.types.builtins.INT8, ColumnTypeEnum.Int64],
  [pg.types.builtins.OID, ColumnTypeEnum.Int64],
  [pg.types.builtins.TIMESTAMPTZ, ColumnTypeEnum.DateTime],
  [TEXT_ARRAY, ColumnTypeEnum.TextArray],
]);

/**
 * Lets Prisma's schema engine work over one connection of ours. Prisma's own adapter (`@prisma/adapter-pg` 7.10) is
 * made for the client and fails the engine in three ways: it cuts a migration at every `;`, also inside strings and
 * functions; it runs the pieces one by one, so that half of a failed migration stays; and it cannot read the catalog's
 * `"char"` columns, which `diff` needs.
 *
 * @param client connected; whoever connected it ends it
 */
export function pgAdapterFactory(client: pg.Client): SqlMigrationAwareDriverAdapterFactory {
  const info = { provider: 'postgres', adapterName: 'besage-migrate' } as const;
  const noShadow = () =>
    Promise.reject(new Error('Besage compares schemas in a database of its own, not in a shadow.'));
  const adapter: SqlDriverAdapter = {
    ...info,
    queryRaw: (query) => queryRaw(client, query),
    executeRaw: async ({ sql, args }) => (await run(client, sql, args)).rowCount ?? 0,
    executeScript: (script) => executeScript(client, script),
    startTransaction: () => Promise.reject(new Error('The schema engine needs no transactions of ours.')),
    dispose: () => Promise.resolve(),
  };
  return { ...info, connect: () => Promise.resolve(adapter), connectToShadowDb: noShadow };
}

async function queryRaw(client: pg.Client, { sql, args }: SqlQuery): Promise<SqlResultSet> {
  const { fields, rows } = await run(client, sql, args);
  return {
    columnNames: fields.map((field) => field.name),
    columnTypes: fields.map((field) => columnTypes.get(field.dataTypeID) ?? ColumnTypeEnum.Text),
    rows: rows.map((row) => row.map((value) => (value instanceof Date ? value.toISOString() : value))),
  };
}

/** A script without parameters goes to PostgreSQL in one message, and that makes it one transaction. */
async function executeScript(client: pg.Client, script: string): Promise<void> {
  try {
    await client.query(script);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    // Ends a transaction that the script opened by itself; without one it does nothing.
    await client.query('ROLLBACK');
    // With the code the engine would put its own sentence in place of PostgreSQL's.
    throw new DriverAdapterError({ ...toPrisma(error), code: '', message: `${error.message}${lineOf(error, script)}` });
  }
}

async function run(client: pg.Client, text: string, values: unknown[]): Promise<pg.QueryArrayResult<unknown[]>> {
  try {
    return await client.query<unknown[]>({ text, values, rowMode: 'array' });
  } catch (error) {
    throw error instanceof pg.DatabaseError ? new DriverAdapterError(toPrisma(error)) : error;
  }
}

function toPrisma({ code = '', severity = 'ERROR', message, detail, column, hint }: pg.DatabaseError) {
  return { kind: 'postgres' as const, code, severity, message, detail, column, hint };
}

function lineOf({ position }: pg.DatabaseError, script: string): string {
  return position ? ` (line ${script.slice(0, Number(position)).split('\n').length})` : '';
}
