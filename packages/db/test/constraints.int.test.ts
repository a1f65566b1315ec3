import type pg from 'pg';
import { expect, it } from 'vitest';
import { connected, migratedDatabase } from './own-database.js';

const ID = '01931f5e-0000-7000-8000-000000000001';

/** A row of each table that nothing is wrong with. */
const rows = {
  users: {
    id: ID,
    username: 'ana',
    username_key: 'ana',
    email: '',
    email_key: '',
    password_hash: '',
    updated_at: 'now',
  },
  chats: { id: ID, kind: 'group', participant_count: 1, last_seq: 2, roster_seq: 1 },
  participants: { id: ID, chat_id: ID, user_id: ID, joined_seq: 1, delivered_seq: 2, read_seq: 1 },
  messages: { id: ID, chat_id: ID, seq: 2, sender_id: ID, client_id: 'c', content: 'hi' },
  log_entries: { chat_id: ID, seq: 2, type: 'message.created', actor_id: ID },
  attachments: { id: ID, uploader_id: ID, key: 'k', content_type: 'image/png', bytes: 1, width: 1, height: 1 },
};

/** Inserts those rows, one of them otherwise, and takes them back. Gives the constraint that refused. */
async function refusal(client: pg.Client, table: keyof typeof rows, columns: object): Promise<string | undefined> {
  await client.query('BEGIN');
  try {
    for (const [name, row] of Object.entries(rows)) {
      const values = { ...row, ...(name === table && columns) };
      const places = Object.keys(values).map((_, index) => `$${index + 1}`);
      const insert = `INSERT INTO ${name} (${Object.keys(values).join()}) VALUES (${places.join()})`;
      await client.query(insert, Object.values(values));
    }
    return undefined;
  } catch (error) {
    return (error as pg.DatabaseError).constraint;
  } finally {
    await client.query('ROLLBACK');
  }
}

it('refuses rows that cannot be', async () => {
  await connected(await migratedDatabase(), async (client) => {
    expect(await refusal(client, 'chats', {})).toBeUndefined();
    expect(await refusal(client, 'chats', { kind: 'direct', direct_key: 'a:b' })).toBeUndefined();

    expect(await refusal(client, 'chats', { kind: 'direct' })).toBe('chats_direct_key_check');
    expect(await refusal(client, 'chats', { direct_key: 'a:b' })).toBe('chats_direct_key_check');
    expect(await refusal(client, 'chats', { roster_seq: 3 })).toBe('chats_seq_check');
    expect(await refusal(client, 'chats', { participant_count: -1 })).toBe('chats_participant_count_check');
    expect(await refusal(client, 'participants', { read_seq: 3 })).toBe('participants_seq_check');
    expect(await refusal(client, 'messages', { seq: 0 })).toBe('messages_seq_check');
    expect(await refusal(client, 'log_entries', { seq: 0 })).toBe('log_entries_seq_check');
    expect(await refusal(client, 'attachments', { height: 0 })).toBe('attachments_size_check');
  });
});
