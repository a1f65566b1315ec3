import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load-config.js';
import { createMediaUrl } from './create-media-url.js';
import { mediaSettings } from './media-settings.js';

const key = 'media/profile/ana/1.webp';
const addressWith = (env: NodeJS.ProcessEnv) => createMediaUrl(loadConfig(Type.Object(mediaSettings), env))(key);

const worker = { WORKER_URL: 'https://cdn.example.com/' };
const domain = { R2_WORKER_ENABLED: 'True', R2_WORKER_DOMAIN: 'images.example.com' };

describe('the address of an image', () => {
  it.each([
    ['by default', {}, 'http://localhost:3000'],
    ['on another port', { PORT: '8080' }, 'http://localhost:8080'],
    ['of an api behind a proxy', { PUBLIC_URL: 'https://chat.example.com/' }, 'https://chat.example.com'],
    ['with a Worker', { ...worker, PUBLIC_URL: 'https://chat.example.com' }, 'https://cdn.example.com'],
    ['with a Worker that is to be used', { ...worker, ...domain, USE_WORKER_URL: 'yes' }, 'https://cdn.example.com'],
    ['with a Worker that is not', { ...worker, USE_WORKER_URL: 'false' }, 'http://localhost:3000'],
    ['with a domain of its own', { ...domain, ...worker }, 'https://images.example.com'],
    ['with a whole address for a domain', { ...domain, R2_WORKER_DOMAIN: 'http://r2.test:81/' }, 'http://r2.test:81'],
    ['with a domain that is not to be used', { ...domain, R2_WORKER_ENABLED: '0' }, 'http://localhost:3000'],
  ])('%s', (_case, env, base) => {
    expect(addressWith(env)).toBe(`${base}/${key}`);
  });

  it.each([
    [{ USE_WORKER_URL: 'true' }, 'set WORKER_URL'],
    [{ R2_WORKER_ENABLED: 'true' }, 'set R2_WORKER_DOMAIN'],
    [{ PUBLIC_URL: 'chat.example.com' }, 'PUBLIC_URL'],
    [{ WORKER_URL: 'ftp://cdn.example.com' }, 'WORKER_URL'],
  ])('%j is refused', (env, sentence) => {
    expect(() => addressWith(env)).toThrow(sentence);
  });
});
