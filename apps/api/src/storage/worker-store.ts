import { Readable } from 'node:stream';
import { askStore } from './ask-store.js';
import type { ObjectStore, StoredObject } from './object-store.js';

export interface WorkerStoreOptions {
  url: string;
  authKey: string;
}

/** Keeps files through the CDN Worker: anybody reads, who has the key writes. */
export class WorkerStore implements ObjectStore {
  private readonly base: string;
  private readonly authKey: string;

  constructor({ url, authKey }: WorkerStoreOptions) {
    this.base = url.replace(/\/+$/, '');
    this.authKey = authKey;
  }

  async put(key: string, body: Buffer, contentType: string): Promise<void> {
    const headers = { 'x-custom-auth-key': this.authKey, 'content-type': contentType };
    const answer = await this.ask(key, { method: 'PUT', headers, body: new Uint8Array(body) });
    await answer.body?.cancel();
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const answer = await this.ask(key, {}, 404);
    if (!answer.ok || !answer.body) return undefined;
    const length = answer.headers.get('content-length');
    return {
      body: Readable.fromWeb(answer.body),
      contentType: answer.headers.get('content-type') ?? '',
      bytes: length === null ? undefined : Number(length),
    };
  }

  async delete(key: string): Promise<void> {
    const answer = await this.ask(key, { method: 'DELETE', headers: { 'x-custom-auth-key': this.authKey } }, 404);
    await answer.body?.cancel();
  }

  /** @param alsoFine a status that is an answer like any other, and no failure */
  private ask(key: string, request: RequestInit, alsoFine?: number): Promise<Response> {
    return askStore(async (signal) => {
      // A redirect would take the key along to wherever it leads.
      const answer = await fetch(`${this.base}/${key}`, { ...request, signal, redirect: 'error' });
      if (answer.ok || answer.status === alsoFine) return answer;
      await answer.body?.cancel();
      throw new Error(`the Worker answered ${request.method ?? 'GET'} ${key} with ${answer.status}`);
    });
  }
}
