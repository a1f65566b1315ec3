import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Attachment, Message } from '@besage/contracts';
import sharp, { type Sharp } from 'sharp';
import { newId } from '@besage/service-kit';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.js';
import { createContext, type Context } from '../src/context.js';
import { sendMessage } from '../src/operations/messages/send-message.js';
import { aChat } from './support/chat.js';
import { untilWaiting } from './support/held-chat.js';
import { aFolder } from './support/image-stores.js';
import { aPerson, type Person } from './support/person.js';
import { anError, sentences } from './support/shapes.js';
import { copyOf, startTestApi } from './support/test-api.js';
import { upload, type Field } from './support/upload.js';

const store = await aFolder();
const api = await startTestApi(store.settings);
afterAll(async () => {
  await api.close();
  await store.close();
});

let ana: Person, ben: Person;
beforeEach(async () => {
  [ana, ben] = await Promise.all([aPerson(api), aPerson(api)]);
});

const blank = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  });
const small = await blank(60, 40).png().toBuffer();

const attach = (bytes: Buffer, person = ana, field = 'file') =>
  upload(api, person, 'POST', '/attachments/', { [field]: { bytes } });
const attached = async (person = ana) => (await attach(small, person)).json<Attachment>();
const profile = (
  fields: Record<string, Field>,
  address = `/users/${ana.id}/profile-image/`,
  method: 'PUT' | 'PATCH' = 'PUT',
) => upload(api, ana, method, address, fields);
const readStored = async (url: string) => (await api.app.inject(new URL(url).pathname)).rawPayload;

/** Neither in the store nor in the database. */
async function expectNothingOf(person: Person): Promise<void> {
  const { db } = api.ctx;
  await expect.poll(() => db.looseFile.count()).toBe(0);
  expect((await store.keys()).filter((key) => key.includes(person.id))).toEqual([]);
  expect(await db.attachment.count({ where: { uploaderId: person.id } })).toBe(0);
  expect(await db.user.findUnique({ where: { id: person.id } })).toMatchObject({ profileImage: null });
}

describe('an image', () => {
  test.each<[string, (image: Sharp) => Sharp]>([
    ['JPEG', (image) => image.jpeg()],
    ['PNG', (image) => image.png()],
    ['interlaced PNG', (image) => image.png({ progressive: true })],
    ['WebP', (image) => image.webp()],
    ['GIF', (image) => image.gif()],
    ['AVIF', (image) => image.avif({ effort: 0 })],
  ])('may be %s, whatever its name and type say', async (_format, encode) => {
    const bytes = await encode(blank(60, 40)).toBuffer();

    const answer = await upload(api, ana, 'POST', '/attachments/', {
      file: { bytes, name: 'a.txt', type: 'text/html' },
    });

    expect(answer.statusCode).toBe(201);
    const { url, ...facts } = answer.json<Attachment>();
    const stored = await readStored(url);
    expect(facts).toMatchObject({ content_type: 'image/webp', width: 60, height: 40, bytes: stored.length });
    expect(await sharp(stored).metadata()).toMatchObject({ format: 'webp', width: 60, height: 40 });
  });

  test('waits behind those of the same person, and not behind all of a flood', async () => {
    const { images } = api.ctx;
    let encoded = 0;
    const flood = Array.from({ length: 12 }, () => images.encode(small, 'flood').then(() => (encoded += 1)));
    await images.encode(small, 'ana');
    const before = encoded;
    await Promise.all(flood);

    expect(before).toBeLessThan(8);
  });

  test('is turned upright and loses what the camera wrote into it', async () => {
    const bytes = await blank(60, 40)
      .jpeg()
      .withExif({ IFD0: { Make: 'A camera' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await sharp(bytes).metadata()).orientation).toBe(6);

    const { url, width, height } = (await attach(bytes)).json<Attachment>();

    expect({ width, height }).toEqual({ width: 40, height: 60 });
    const { exif, orientation } = await sharp(await readStored(url)).metadata();
    expect({ exif, orientation }).toEqual({ exif: undefined, orientation: undefined });
  });

  test('gets smaller where it is larger than 2048 pixels', async () => {
    const { url, width, height } = (await attach(await blank(3000, 1500).jpeg().toBuffer())).json<Attachment>();

    expect({ width, height }).toEqual({ width: 2048, height: 1024 });
    expect(await sharp(await readStored(url)).metadata()).toMatchObject({ width, height });
  });

  test('stands still: of an animation the first picture stays', async () => {
    const frames = await Promise.all(
      ['red', 'blue'].map((background) => blank(60, 40).tint(background).png().toBuffer()),
    );
    const bytes = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);

    const { url, height } = (await attach(bytes)).json<Attachment>();

    expect(height).toBe(40);
    expect((await sharp(await readStored(url)).metadata()).pages).toBeUndefined();
  });
});

describe('nothing is left of', () => {
  afterEach(() => expectNothingOf(ana));

  const cutOff = async (image: Sharp) => {
    const whole = await image.toBuffer();
    return whole.subarray(0, Math.floor(whole.length * 0.7));
  };
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
  );

  test.each<[string, () => Buffer | Promise<Buffer>]>([
    ['a text', () => Buffer.from('hello')],
    ['nothing at all', () => Buffer.alloc(0)],
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['an SVG', () => svg],
    ['a TIFF', () => blank(60, 40).tiff().toBuffer()],
    ['a JPEG that is cut off', () => cutOff(blank(200, 200).jpeg())],
    ['a PNG that is cut off', () => cutOff(blank(200, 200).png())],
    ['a WebP that is cut off', () => cutOff(blank(200, 200).webp())],
    ['a GIF that is cut off', () => cutOff(blank(200, 200).gif())],
    ['an AVIF that is cut off', () => cutOff(blank(200, 200).avif({ effort: 0 }))],
    ['the first bytes of a JPEG', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['a bomb', () => aBomb()],
  ])('%s', async (_what, make) => {
    const bytes = await make();

    for (const answer of [await attach(bytes), await profile({ image: { bytes } })]) {
      expect(answer.json()).toEqual(anError('invalid_image'));
      expect(answer.statusCode).toBe(400);
    }
  });

  test('more than 10 MiB', async () => {
    const bytes = Buffer.concat([small, Buffer.alloc(10 * 1024 * 1024)]);

    for (const answer of [await attach(bytes), await profile({ image: { bytes } })]) {
      expect(answer.json()).toEqual(anError('payload_too_large'));
      expect(answer.statusCode).toBe(413);
    }
  });

  test('a form without a file', async () => {
    for (const fields of [{}, { other: { bytes: small } }, { image: 'no file' }] as Record<string, Field>[]) {
      const answer = await profile(fields);
      expect(answer.json()).toEqual(anError('invalid_input', { image: sentences }));
      expect(answer.statusCode).toBe(400);
    }
  });

  test.each([
    ['JSON', 'application/json', '{}', 415, 'unsupported_media_type'],
    ['another content type', 'image/png', 'bytes', 415, 'unsupported_media_type'],
    ['a form without a boundary', 'multipart/form-data', 'bytes', 400, 'invalid_input'],
    ['a form that is none', 'multipart/form-data; boundary=x', 'bytes', 400, 'invalid_input'],
    ['half a form', 'multipart/form-data; boundary=x', half(small), 400, 'invalid_input'],
  ])('%s', async (_what, type, payload, status, code) => {
    const headers = { authorization: `Bearer ${ana.access}`, 'content-type': type };

    const answer = await api.app.inject({ method: 'POST', url: '/api/attachments/', headers, payload });

    expect(answer.json()).toMatchObject(anError(code) as object);
    expect(answer.statusCode).toBe(status);
  });

  test("an image for somebody else's profile", async () => {
    const answer = await upload(api, ben, 'PUT', `/users/${ana.id}/profile-image/`, { image: { bytes: small } });

    expect(answer.json()).toEqual(anError('not_allowed'));
  });

  test('a profile whose username is taken', async () => {
    const answer = await profile({ username: ben.username, profile_image: { bytes: small } }, `/users/${ana.id}/`);

    expect(answer.json()).toEqual(anError('username_taken', { username: sentences }));
    expect((await ana.get('/users/me/')).json()).toMatchObject({ username: ana.username });
  });

  test('a profile with a username that cannot be', async () => {
    const answer = await profile({ username: 'a b', profile_image: { bytes: small } }, `/users/${ana.id}/`);

    expect(answer.json()).toEqual(anError('invalid_input', { username: sentences }));
  });

  test('what cannot be written down', async () => {
    await api.ctx.db.$executeRaw`ALTER TABLE attachments ADD CONSTRAINT none CHECK (false) NOT VALID`;

    const answer = await attach(small).finally(
      () => api.ctx.db.$executeRaw`ALTER TABLE attachments DROP CONSTRAINT none`,
    );

    expect(answer.statusCode).toBe(500);
  });
});

describe('a profile', () => {
  test.each([
    ['PUT', (id: string) => `/users/${id}/`],
    ['PATCH', (id: string) => `/users/${id}/`],
    ['PUT', (id: string) => `/users/${id}/profile/`],
    ['PATCH', () => '/users/profile/'],
  ] as const)('changes by a form, image and all: %s', async (method, address) => {
    const username = `new-${ana.username}`;

    const answer = await profile({ username, profile_image: { bytes: small } }, address(ana.id), method);

    expect(answer.statusCode).toBe(200);
    const user = answer.json<{ profile_img: string }>();
    expect(user).toMatchObject({ id: ana.id, username });
    expect(await sharp(await readStored(user.profile_img)).metadata()).toMatchObject({ width: 60, height: 40 });
  });

  test("gets its image in the app's dialect, too", async () => {
    const fields = { image: { bytes: small } };

    const answer = await upload(api, ana, 'PUT', `/users/${ana.id}/profile-image/`, fields, '/expo/api');

    const { profile_img: imageUrl } = (await ana.get('/users/me/')).json<{ profile_img: string }>();
    expect([answer.statusCode, answer.json()]).toEqual([200, { imageUrl }]);
  });

  test('changes by a form without an image, and keeps the one that is there', async () => {
    const { profile_img } = (await profile({ profile_image: { bytes: small } })).json<{ profile_img: string }>();

    const answer = await profile({ username: `new-${ana.id}` }, '/users/profile/', 'PATCH');

    expect(answer.json()).toMatchObject({ username: `new-${ana.id}`, profile_img });
  });
});

describe('an attachment', () => {
  const send = async (body: object) => ana.post(`/chats/${await aChat(api, [ana, ben])}/messages/`, body);

  test('is its uploader’s alone, and for one message', async () => {
    const mine = await attached();
    const others = await attached(ben);
    const sent = await attached();
    expect((await send({ content: 'first', attachments: [sent.id] })).statusCode).toBe(201);
    const messages = () => api.ctx.db.message.count({ where: { senderId: ana.id } });

    for (const attachments of [[others.id], [sent.id], [ana.id], [mine.id, others.id]]) {
      const answer = await send({ content: 'hello', attachments });
      expect(answer.json()).toEqual(anError('attachment_not_found'));
      expect(answer.statusCode).toBe(400);
    }
    expect(await messages()).toBe(1);

    expect((await send({ content: '', attachments: [mine.id, mine.id] })).json<Message>().attachments).toEqual([mine]);
  });

  test('goes with one message, however many carry it at once', async () => {
    const { id } = await attached();
    const chats = await Promise.all([1, 2, 3].map(() => aChat(api, [ana, ben], 'Room')));
    const sendTo = (chatId: string) =>
      sendMessage(api.ctx, { userId: ana.id }, { chatId, content: '', attachmentIds: [id] });

    const sends = await Promise.allSettled(chats.map(sendTo));

    const stored = sends.filter(({ status }) => status === 'fulfilled');
    expect(stored).toHaveLength(1);
    expect(await api.ctx.db.message.count({ where: { senderId: ana.id } })).toBe(1);
  });

  test('goes with one message, whichever copy of the api it comes by', async () => {
    const { id } = await attached();
    const [one, other] = await Promise.all([1, 2].map(() => aChat(api, [ana, ben], 'Room')));
    const copy = createContext(readConfig({ LOG_LEVEL: 'silent', ...copyOf(api) }));
    const sends: Promise<unknown>[] = [];
    const sendTo = (ctx: Context, chatId: string) =>
      sends.push(sendMessage(ctx, { userId: ana.id }, { chatId, content: '', attachmentIds: [id] }));

    // Both have judged before either has stored, unless they wait for each other.
    await api.ctx.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT FROM attachments WHERE id = ${id}::uuid FOR UPDATE`;
      sendTo(api.ctx, one!);
      sendTo(copy, other!);
      await untilWaiting(api.ctx.db, 2);
    });

    const outcomes = (await Promise.allSettled(sends)).map(({ status }) => status);
    await copy.close();
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('comes in tens at the most', async () => {
    const images = await Promise.all(Array.from({ length: 11 }, () => attached()));
    const ids = images.map(({ id }) => id);

    expect((await send({ content: '', attachments: ids })).json()).toEqual(
      anError('invalid_input', { attachments: sentences }),
    );
    expect((await send({ content: '', attachments: ids.slice(1) })).json<Message>().attachments).toEqual(
      images.slice(1),
    );
  });

  test('comes again where the message is sent again', async () => {
    const { id } = await attached();
    const chat = await aChat(api, [ana, ben]);
    const again = () => ana.post('/messages/', { chat, content: '', client_id: 'one', attachments: [id] });

    const first = await again();
    const second = await again();

    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    expect(second.json()).toEqual(first.json());
  });

  test('is removed when it was not sent for a day', async () => {
    const { db, sweep } = api.ctx;
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    const [old, sent, fresh] = [await attached(), await attached(), await attached()];
    await send({ content: '', attachments: [sent.id] });
    await db.attachment.updateMany({ where: { id: { in: [old.id, sent.id] } }, data: { createdAt: hoursAgo(25) } });
    await db.attachment.updateMany({ where: { id: fresh.id }, data: { createdAt: hoursAgo(23) } });

    sweep.soon();

    await expect.poll(async () => (await api.app.inject(new URL(old.url).pathname)).statusCode).toBe(404);
    const rows = await db.attachment.findMany({ where: { uploaderId: ana.id }, select: { id: true } });
    expect(rows.map(({ id }) => id).toSorted()).toEqual([sent.id, fresh.id].toSorted());
    for (const { url } of [sent, fresh]) expect(await readStored(url)).not.toHaveLength(0);
  });

  test('is one of a hundred unsent at the most', async () => {
    const row = { uploaderId: ana.id, contentType: 'image/webp', bytes: 1, width: 1, height: 1 };
    const rows = Array.from({ length: 99 }, () => ({ ...row, id: newId(), key: randomUUID() }));
    await api.ctx.db.attachment.createMany({ data: rows });
    expect((await attach(small)).statusCode).toBe(201);

    const answer = await attach(small);

    expect(answer.json()).toEqual(anError('rate_limited'));
    expect(answer.statusCode).toBe(429);
  });
});

describe('/media/', () => {
  test('serves images only, for ever', async () => {
    const { url } = await attached();
    const { pathname } = new URL(url);

    const answer = await api.app.inject(pathname);

    expect(answer.headers).toMatchObject({
      'content-type': 'image/webp',
      'content-length': String(answer.rawPayload.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: expect.stringMatching(/^".+"$/) as unknown,
    });
    const again = await api.app.inject({ url: pathname, headers: { 'if-none-match': String(answer.headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await api.app.inject({ method: 'HEAD', url: pathname })).statusCode).toBe(200);
  });

  test('knows nothing else', async () => {
    const { url } = await attached();
    const { pathname } = new URL(url);
    const page = pathname.replace('.webp', '.html');
    await writeFile(path.join(store.settings['BESAGE_DATA']!, page), '<script>alert(1)</script>');

    for (const address of [
      page,
      path.dirname(pathname),
      pathname.replace('.webp', '.png'),
      `/media/profile/..%2f..%2f${path.basename(pathname)}`,
      '/media/profile/../../../../etc/passwd',
      '/media/',
      '/media',
    ]) {
      const answer = await api.app.inject(address);
      expect([answer.statusCode, answer.json()], address).toEqual([404, anError('not_found')]);
    }
  });
});

test('a server that refuses a large upload goes on with the same connection', async () => {
  const origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(20 * 1024 * 1024)]), 'a.png');
  const headers = { authorization: `Bearer ${ana.access}` };

  const answer = await fetch(`${origin}/api/attachments/`, { method: 'POST', headers, body: form });

  expect(answer.status).toBe(413);
  expect(await answer.json()).toEqual(anError('payload_too_large'));
  expect((await fetch(`${origin}/api/users/me/`, { headers })).status).toBe(200);
});

/** A PNG of 400 million pixels, in some 50 kB. */
function aBomb(): Buffer {
  const side = 20_000;
  const chunk = (type: string, data: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, sum]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(side * (side / 8 + 1)));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function half(image: Buffer): Buffer {
  const head =
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n';
  return Buffer.concat([Buffer.from(head), image]);
}
