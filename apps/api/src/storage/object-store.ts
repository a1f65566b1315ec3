import type { Readable } from 'node:stream';

/** A stored file, as it is read. */
export interface StoredObject {
  body: Readable;
  contentType: string;
  bytes: number | undefined;
}

/** Where files lie, by key: `media/profile/{user}/{uuid}.webp`. A key is written once; what lies under it never changes. */
export interface ObjectStore {
  /** @throws ServiceError `unavailable`: whether anything was stored is not known then */
  put: (key: string, body: Buffer, contentType: string) => Promise<void>;
  /**
   * @returns `undefined` where there is nothing
   * @throws ServiceError `unavailable`
   */
  get: (key: string) => Promise<StoredObject | undefined>;
  /**
   * Removes a file; that it is not there is fine.
   *
   * @throws ServiceError `unavailable`
   */
  delete: (key: string) => Promise<void>;
}
