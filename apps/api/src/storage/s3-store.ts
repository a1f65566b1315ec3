import { Readable } from 'node:stream';
import type { S3 } from '@aws-sdk/client-s3';
import { askStore } from './ask-store.js';
import type { ObjectStore, StoredObject } from './object-store.js';

export interface S3StoreOptions {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `endpoint/bucket/key`, as most servers of one's own want it, in place of `bucket.endpoint/key`. */
  forcePathStyle: boolean;
}

/** Keeps files in a bucket: Cloudflare R2, or any other that speaks S3. */
export class S3Store implements ObjectStore {
  private readonly options: S3StoreOptions;
  private client: Promise<S3> | undefined;

  constructor(options: S3StoreOptions) {
    this.options = options;
  }

  async put(key: string, body: Buffer, contentType: string): Promise<void> {
    await this.ask((s3, abort) => s3.putObject({ ...this.at(key), Body: body, ContentType: contentType }, abort));
  }

  get(key: string): Promise<StoredObject | undefined> {
    return this.ask(async (s3, abort) => {
      const object = await s3.getObject(this.at(key), abort).catch(undefinedIfMissing);
      if (!(object?.Body instanceof Readable)) return undefined;
      const { Body: body, ContentType: contentType = '', ContentLength: bytes } = object;
      return { body, contentType, bytes };
    });
  }

  async delete(key: string): Promise<void> {
    await this.ask((s3, abort) => s3.deleteObject(this.at(key), abort));
  }

  private at(key: string) {
    return { Bucket: this.options.bucket, Key: key };
  }

  private ask<T>(question: (s3: S3, abort: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    return askStore(async (abortSignal) => question(await (this.client ??= connect(this.options)), { abortSignal }));
  }
}

/** The SDK is large: only who uses it loads it. */
async function connect({ bucket: _, accessKeyId, secretAccessKey, ...place }: S3StoreOptions): Promise<S3> {
  const { S3 } = await import('@aws-sdk/client-s3');
  return new S3({
    ...place,
    credentials: { accessKeyId, secretAccessKey },
    // The checksums that newer SDKs add by themselves are not known to every server.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
  throw error;
}
