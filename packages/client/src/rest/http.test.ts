import { afterEach, expect, test, vi } from 'vitest';
import { createHttp } from './http.js';

afterEach(() => {
  vi.unstubAllGlobals();
  FakeXhr.asked.length = 0;
});

/** As much of the browser's as is used; it has sent half of the body when it is asked to send. */
class FakeXhr {
  static asked: unknown[] = [];
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  status = 413;
  responseText = '{"code":"payload_too_large","detail":"What was sent is too large."}';
  open = (...args: string[]) => FakeXhr.asked.push(args);
  setRequestHeader = (...args: string[]) => FakeXhr.asked.push(args);
  getAllResponseHeaders = () => 'content-type: application/json\r\nretry-after: 7\r\n';
  send(body: unknown): void {
    FakeXhr.asked.push(body);
    this.upload.onprogress?.({ loaded: 50, total: 100 });
    if (typeof body === 'string') this.onerror?.();
    else this.onload?.();
  }
}

const neverFetch = () => Promise.reject(new Error('not by fetch'));

test('who wants to know how much is sent is told, and is refused as by fetch', async () => {
  vi.stubGlobal('XMLHttpRequest', FakeXhr);
  const told: number[] = [];
  const http = createHttp('http://chat', neverFetch);
  const body = new FormData();
  const asked = http({
    method: 'POST',
    path: '/attachments/',
    token: 'T',
    body,
    onProgress: (sent) => told.push(sent),
  });
  await expect(asked).rejects.toMatchObject({ code: 'payload_too_large', status: 413, retryAfter: 7 });
  expect(told).toEqual([0.5]);
  expect(FakeXhr.asked).toEqual([['POST', 'http://chat/api/attachments/'], ['authorization', 'Bearer T'], body]);
});

test('a server that is out of reach is unreachable either way', async () => {
  const http = createHttp('http://chat', neverFetch);
  const lost = { method: 'POST', path: '/', body: {}, onProgress: () => undefined };
  await expect(http(lost)).rejects.toMatchObject({ code: 'unreachable' });
  vi.stubGlobal('XMLHttpRequest', FakeXhr);
  await expect(http(lost)).rejects.toMatchObject({ code: 'unreachable' });
});
