import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { migratedDatabase, query } from './own-database.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

/** Runs what `pnpm db:seed` runs; gives what it prints. */
async function seed(...settings: string[]): Promise<string> {
  const command = ['node_modules/.bin/tsx', '--conditions=@besage/source', '../../prisma/seed.ts'];
  const { stdout } = await promisify(execFile)('env', [...settings, ...command], { cwd: packageDir });
  return stdout;
}

/** Everything that the demo writes, as text. */
async function dump(url: string): Promise<unknown> {
  const tables = ['users', 'chats', 'participants', 'messages', 'mentions', 'reactions', 'log_entries'];
  const union = tables.map((name) => `SELECT '${name}' AS name, t::text AS row FROM ${name} t`).join(' UNION ALL ');
  return query(url, `${union} ORDER BY 1, 2`);
}

/** Chats whose log is not dense, or that do not know its end, or whose people are not within it. */
const wrongChats = `
  SELECT c.id FROM chats c
  JOIN LATERAL (
    SELECT count(*) AS entries, min(seq) AS first, max(seq) AS last,
      max(seq) FILTER (WHERE type IN ('chat.created', 'participant.added')) AS roster
    FROM log_entries WHERE chat_id = c.id
  ) log ON true
  JOIN LATERAL (
    SELECT count(*) AS people, max(delivered_seq) AS delivered, min(joined_seq) AS joined
    FROM participants WHERE chat_id = c.id
  ) p ON true
  WHERE (log.first, log.last, log.entries, log.roster) IS DISTINCT FROM (1, c.last_seq, c.last_seq::bigint, c.roster_seq)
    OR (p.people, p.joined) IS DISTINCT FROM (c.participant_count::bigint, 1) OR p.delivered > c.last_seq
    OR c.activity_at <> (SELECT max(sent_at) FROM messages WHERE chat_id = c.id) OR c.activity_at > now()`;

const messagesWithoutEntry = `
  SELECT m.id FROM messages m LEFT JOIN log_entries e ON (e.chat_id, e.seq, e.subject) = (m.chat_id, m.seq, m.id)
  WHERE e.type IS DISTINCT FROM 'message.created'`;

describe('db:seed', () => {
  it('leaves what the api would have left, and once, however often it runs', async () => {
    const url = await migratedDatabase();

    const own = ['NODE_ENV=production', 'DEMO_PASSWORD=of nobody else'];
    expect(await seed(`DATABASE_URL=${url}`, ...own)).toMatch(/^Wrote the demo\.[^]*password is of nobody else/);

    const written = await dump(url);
    expect(await query(url, 'SELECT kind, count(*)::int FROM chats GROUP BY kind ORDER BY kind')).toEqual([
      { kind: 'direct', count: 4 },
      { kind: 'group', count: 2 },
    ]);
    expect(await query(url, wrongChats)).toEqual([]);
    expect(await query(url, messagesWithoutEntry)).toEqual([]);

    expect(await seed(`DATABASE_URL=${url}`)).toContain('nothing changed');
    expect(await dump(url)).toEqual(written);
  }, 60_000);

  it.each(['ENVIRONMENT', 'NODE_ENV'])('keeps out of production, as %s says it', async (name) => {
    const seeding = seed('DATABASE_URL=postgresql://127.0.0.1:1/nowhere', `${name}=production`);

    await expect(seeding).rejects.toThrow('known password');
  });
});
