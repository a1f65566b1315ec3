import { loadConfig, mediaSettings } from '@besage/service-kit';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { DiskStore } from './disk-store.js';
import { openStore } from './open-store.js';
import { S3Store } from './s3-store.js';
import { storageSettings } from './storage-settings.js';
import { WorkerStore } from './worker-store.js';

const storeWith = (env: NodeJS.ProcessEnv) =>
  openStore(loadConfig(Type.Object({ ...mediaSettings, ...storageSettings }), env));

const keys = { R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'secret' };
const bucket = { R2_STORAGE_BUCKET_NAME: 'images' };
const account = { R2_ACCOUNT_ID: 'a1' };
const worker = { WORKER_URL: 'https://cdn.example.com', WORKER_AUTH_KEY: 'key' };

describe('images are stored', () => {
  it.each([
    ['on disk by default', {}, DiskStore],
    ['on disk though a Worker serves them', { WORKER_URL: worker.WORKER_URL }, DiskStore],
    ['on disk while the bucket has no keys', { ...bucket, ...account }, DiskStore],
    ['through the Worker that there is a key for', { ...worker, ...bucket, ...account }, WorkerStore],
    ['in R2', { ...keys, ...bucket, ...account }, S3Store],
    ['in R2, whatever the Worker could', { ...keys, ...bucket, ...account, ...worker }, S3Store],
    ['in another S3', { ...keys, ...bucket, S3_ENDPOINT: 'http://localhost:9000' }, S3Store],
  ])('%s', (_where, env, Store) => {
    expect(storeWith(env)).toBeInstanceOf(Store);
  });
});

describe('what cannot be is refused with what to set', () => {
  it.each([
    ['one key of two', { ...bucket, ...account, R2_ACCESS_KEY_ID: 'id' }, /R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY/],
    ['keys of no bucket', { ...keys, ...account }, /set R2_STORAGE_BUCKET_NAME/],
    ['a bucket that is nowhere', { ...keys, ...bucket }, /set R2_ACCOUNT_ID .* or S3_ENDPOINT/],
    ['an S3 without keys', { S3_ENDPOINT: 'http://localhost:9000' }, /set R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY/],
    ['the key of no Worker', { WORKER_AUTH_KEY: 'key' }, /set WORKER_URL/],
  ])('%s', (_what, env, sentence) => {
    expect(() => storeWith(env)).toThrow(sentence);
  });
});
