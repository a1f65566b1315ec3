import { expect, test } from 'vitest';
import { createLogger } from './create-logger.js';

/** A logger, and what it has written. */
function recorded(level = 'info') {
  const lines: string[] = [];
  const log = createLogger({ name: 'test', level, destination: { write: (line) => lines.push(line) } });
  const last = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  return { log, lines, last };
}

test('a line says when, how grave and by whom', () => {
  const { log, last } = recorded();
  log.warn({ chat: 1 }, 'slow');
  expect(last()).toMatchObject({ level: 'warn', name: 'test', chat: 1, msg: 'slow' });
  expect(last()['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('what is below the level is not written', () => {
  const { log, lines } = recorded('warn');
  log.info('chatter');
  expect(lines).toEqual([]);
});

test('a request is logged without its query', () => {
  const { log, last } = recorded();
  const url = '/ws/chat/1/?token=hunter2';
  log.info({ req: { method: 'GET', url, headers: { cookie: 'hunter2' }, socket: { remoteAddress: '10.0.0.1' } } });
  expect(last()['req']).toEqual({ method: 'GET', path: '/ws/chat/1/', remoteAddress: '10.0.0.1' });
});

test('an error of ioredis is logged without what was sent', () => {
  const { log, lines, last } = recorded();
  const error = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['hunter2'] } });
  log.error({ err: error }, 'redis');
  expect(last()['err']).toMatchObject({ type: 'Error', message: 'WRONGPASS', command: 'auth' });
  expect(lines.join()).not.toContain('hunter2');
});

function invalidUrl(): unknown {
  try {
    return new URL('postgresql://besage:hunter2@:not-a-port/besage');
  } catch (error) {
    return error;
  }
}

test.each([
  ['its message', new Error('cannot reach postgresql://besage:hunter2@db/besage')],
  ['its cause', new Error('outer', { cause: new Error('redis://:hunter2@cache is away') })],
  ['what it carries', invalidUrl()],
  ['errors in it', new AggregateError([new Error('postgres://u:hunter2@db')], 'all failed')],
])('a password in an error is never logged: %s', (_, error) => {
  const { log, lines } = recorded();
  log.error(error);
  log.error({ err: error }, 'failed');
  log.child({ first: error }).error('failed');
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain('hunter2');
});

test('secrets in bindings of children and in messages are hidden', () => {
  const { log, lines } = recorded();
  log.child({ token: 'hunter2' }).info('DATABASE_URL is %s', 'postgres://u:hunter2@db');
  expect(lines).toHaveLength(1);
  expect(lines.join()).not.toContain('hunter2');
});
