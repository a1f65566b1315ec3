import path from 'node:path';
import { ConfigError, type MediaSettings } from '@besage/service-kit';
import type { Static, TObject } from 'typebox';
import { DiskStore } from './disk-store.js';
import type { ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';
import type { storageSettings } from './storage-settings.js';
import { WorkerStore } from './worker-store.js';

type StorageSettings = Static<TObject<typeof storageSettings>> & MediaSettings;

/**
 * Chooses where images are stored: in the bucket whose keys are set, through the CDN Worker whose key is set, else on disk.
 * Nothing is opened yet.
 *
 * @throws ConfigError that says what to set
 */
export function openStore(settings: StorageSettings): ObjectStore {
  return openBucket(settings) ?? openWorker(settings) ?? openFolder(settings);
}

function openBucket(settings: StorageSettings): ObjectStore | undefined {
  const { R2_ACCESS_KEY_ID: accessKeyId, R2_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  if (accessKeyId === undefined && secretAccessKey === undefined) {
    if (settings.S3_ENDPOINT === undefined) return undefined;
    throw new ConfigError(
      'S3_ENDPOINT is set: set R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY, too, which are its keys.',
    );
  }
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigError('R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY belong together: set both, or neither.');
  }
  const { R2_STORAGE_BUCKET_NAME: bucket, S3_REGION: region, S3_FORCE_PATH_STYLE: forcePathStyle } = settings;
  if (bucket === undefined) {
    throw new ConfigError('The keys of a bucket are set: set R2_STORAGE_BUCKET_NAME, too, which is its name.');
  }
  return new S3Store({ endpoint: endpointOf(settings), region, bucket, forcePathStyle, accessKeyId, secretAccessKey });
}

function endpointOf({ S3_ENDPOINT, R2_ACCOUNT_ID }: StorageSettings): string {
  if (S3_ENDPOINT !== undefined) return S3_ENDPOINT;
  if (R2_ACCOUNT_ID !== undefined) return `https://${R2_ACCOUNT_ID}.r2.cloudflarestorage.com`;
  throw new ConfigError(
    'The keys of a bucket are set: set R2_ACCOUNT_ID (for R2) or S3_ENDPOINT, too, to say where it is.',
  );
}

function openWorker({ WORKER_URL: url, WORKER_AUTH_KEY: authKey }: StorageSettings): ObjectStore | undefined {
  if (authKey === undefined) return undefined;
  if (url === undefined)
    throw new ConfigError('WORKER_AUTH_KEY is set: set WORKER_URL, too, which is where the Worker is.');
  return new WorkerStore({ url, authKey });
}

function openFolder({ MEDIA_ROOT, BESAGE_DATA }: StorageSettings): ObjectStore {
  return new DiskStore(path.resolve(MEDIA_ROOT ?? path.join(BESAGE_DATA, 'media')));
}
