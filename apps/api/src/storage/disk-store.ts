import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { askStore } from './ask-store.js';
import { contentTypeOf } from './content-type-of.js';
import type { ObjectStore, StoredObject } from './object-store.js';

/** Keeps files in a folder. */
export class DiskStore implements ObjectStore {
  private readonly root: string;

  /** @param root where `media/` is; made when the first file comes */
  constructor(root: string) {
    this.root = root;
  }

  /** Written beside its place and moved there, so that nobody reads half a file. */
  put(key: string, body: Buffer): Promise<void> {
    const file = this.fileOf(key);
    const draft = `${file}.${randomUUID()}`;
    return askStore(async () => {
      try {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(draft, body);
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
    });
  }

  get(key: string): Promise<StoredObject | undefined> {
    return askStore(async () => {
      const file = await open(this.fileOf(key)).catch(undefinedIfMissing);
      if (!file) return undefined;
      const { size } = await file.stat();
      return { body: file.createReadStream(), contentType: contentTypeOf(key), bytes: size };
    });
  }

  delete(key: string): Promise<void> {
    return askStore(() => rm(this.fileOf(key), { force: true }));
  }

  private fileOf(key: string): string {
    return path.join(this.root, key.replace(/^media\//, ''));
  }
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
