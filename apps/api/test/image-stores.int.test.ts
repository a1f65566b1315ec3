import type { Attachment, Message } from '@besage/contracts';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from './support/ask.js';
import { aChat } from './support/chat.js';
import { aBucket, aFolder, aWorker } from './support/image-stores.js';
import { aPerson, type Person } from './support/person.js';
import { anError, anId } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';
import { upload } from './support/upload.js';

const picture = (background = 'red') =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .png()
    .toBuffer();

describe.each([
  ['a bucket', aBucket, 'http://localhost:3000'],
  ['the Worker', aWorker, undefined],
  ['a folder', aFolder, 'http://localhost:3000'],
])('images in %s', async (_name, start, publicUrl) => {
  const store = await start();
  const base = publicUrl ?? store.settings['WORKER_URL'];
  const api = await startTestApi(store.settings);
  afterAll(async () => {
    await api.close();
    await store.close();
  });

  let ana: Person, ben: Person;
  beforeEach(async () => {
    [ana, ben] = await Promise.all([aPerson(api), aPerson(api)]);
  });

  const changeImage = async (bytes?: Buffer) =>
    upload(api, ana, 'PUT', `/users/${ana.id}/profile-image/`, { image: { bytes: bytes ?? (await picture()) } });
  const attach = async (person: Person, background?: string): Promise<Attachment> => {
    const answer = await upload(api, person, 'POST', '/attachments/', { file: { bytes: await picture(background) } });
    expect(answer.statusCode).toBe(201);
    return answer.json();
  };
  const keysOf = async (person: Person) => (await store.keys()).filter((key) => key.includes(person.id));
  const looseFiles = () => api.ctx.db.looseFile.count();
  /** Anybody, without a token. */
  const look = async (url: string) => {
    const { origin, pathname } = new URL(url);
    if (origin !== 'http://localhost:3000') return fetch(url);
    const { statusCode, headers, rawPayload } = await api.app.inject(pathname);
    const { 'content-type': type = '' } = headers;
    return new Response(statusCode === 200 ? new Uint8Array(rawPayload) : null, {
      status: statusCode,
      headers: { 'content-type': String(type) },
    });
  };

  test('are shown to anybody under an absolute address', async () => {
    const answer = await changeImage();

    expect(answer.statusCode).toBe(200);
    const { imageUrl, profile_img } = answer.json<Record<string, string>>();
    expect(imageUrl).toMatch(new RegExp(`^${base}/media/profile/${ana.id}/[\\w-]{36}\\.webp$`));
    expect(profile_img).toBe(imageUrl);
    expect((await ana.get('/users/me/')).json()).toMatchObject({ profile_img });
    const seen = await look(imageUrl!);
    expect(seen.headers.get('content-type')).toBe('image/webp');
    expect(await sharp(await seen.arrayBuffer()).metadata()).toMatchObject({ format: 'webp', width: 60, height: 40 });
  });

  test('are removed when they are replaced', async () => {
    const { imageUrl } = (await changeImage()).json<{ imageUrl: string }>();
    await changeImage(await picture('blue'));

    await expect.poll(() => keysOf(ana)).toHaveLength(1);
    expect((await look(imageUrl)).status).toBe(404);
    await expect.poll(looseFiles).toBe(0);
  });

  test('of which many come at once, the last stays', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => changeImage()));

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    const { profile_img: current } = (await ana.get('/users/me/')).json<{ profile_img: string }>();
    await expect.poll(() => keysOf(ana)).toEqual([new URL(current).pathname.slice(1)]);
  });

  test('are sent with a message, and gone when it is deleted', async () => {
    const chat = await aChat(api, [ana, ben]);
    const attachments = [await attach(ana, 'red'), await attach(ana, 'green')];
    expect(attachments[0]).toStrictEqual({
      id: anId,
      url: expect.stringMatching(new RegExp(`^${base}/media/attachments/${ana.id}/[\\w-]{36}\\.webp$`)) as unknown,
      content_type: 'image/webp',
      bytes: expect.any(Number) as unknown,
      width: 60,
      height: 40,
    });
    const ids = attachments.map(({ id }) => id);

    const answer = await ana.post(`/chats/${chat}/messages/`, { content: '', attachments: ids });

    expect(answer.statusCode).toBe(201);
    const message = answer.json<Message>();
    expect(message.attachments).toEqual(attachments);
    expect((await ben.get(`/messages/${message.id}/`)).json<Message>().attachments).toEqual(attachments);
    expect((await look(attachments[1]!.url)).status).toBe(200);

    await ask(api, 'DELETE', `/messages/${message.id}/`, { access: ana.access });

    await expect.poll(() => keysOf(ana)).toEqual([]);
    expect(await api.ctx.db.attachment.count({ where: { uploaderId: ana.id } })).toBe(0);
  });

  describe('while it is away', () => {
    beforeEach(async () => {
      await changeImage();
      await expect.poll(() => keysOf(ana)).toHaveLength(1);
    });

    test('are refused, and nothing of them is left', async () => {
      const before = (await ana.get('/users/me/')).json<{ profile_img: string }>();
      await store.break();

      const answers = await Promise.all([
        changeImage(await picture('blue')),
        upload(api, ana, 'POST', '/attachments/', { file: { bytes: await picture() } }),
      ]).finally(() => store.mend());

      for (const answer of answers) {
        expect(answer.statusCode).toBe(503);
        expect(answer.json()).toEqual(anError('unavailable'));
      }
      expect((await ana.get('/users/me/')).json()).toEqual(before);
      expect(await api.ctx.db.attachment.count({ where: { uploaderId: ana.id } })).toBe(0);
      expect(await keysOf(ana)).toEqual([new URL(before.profile_img).pathname.slice(1)]);
      await api.ctx.db.looseFile.updateMany({ data: { dueAt: new Date(0) } });
      api.ctx.sweep.soon();
      await expect.poll(looseFiles).toBe(0);
      expect(await keysOf(ana)).toHaveLength(1);
    });

    test('that are let go of are removed once it is back', async () => {
      const chat = await aChat(api, [ana, ben]);
      const { id } = await attach(ana);
      const { id: message } = (
        await ana.post('/messages/', { chat, content: 'look', attachments: [id] })
      ).json<Message>();
      await store.break();
      const deleted = await ask(api, 'DELETE', `/messages/${message}/`, { access: ana.access });
      const isPutOff = async () => (await api.ctx.db.looseFile.findFirst())?.dueAt.getTime() ?? 0;
      await expect.poll(isPutOff).toBeGreaterThan(Date.now());
      await store.mend();

      expect(deleted.statusCode).toBe(204);
      expect(await keysOf(ana)).toHaveLength(2);
      await api.ctx.db.looseFile.updateMany({ data: { dueAt: new Date(0) } });
      api.ctx.sweep.soon();

      await expect.poll(() => keysOf(ana)).toHaveLength(1);
      await expect.poll(looseFiles).toBe(0);
    });
  });
});
