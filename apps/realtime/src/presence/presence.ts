import { uuids, type Db } from '@besage/db';
import type { Logger } from '@besage/service-kit';
import type { PresenceStore, StreamWriter } from '@besage/streams';
import { newId } from '@besage/service-kit';
import { COMMAND_PATIENCE, type PendingCommands } from '../commands/pending-commands.js';

/** How often a lease is renewed before it would run out. */
const RENEWALS = 4;
/** Chats that are told when somebody comes or goes, at the most: the newest. */
const CHATS_MAX = 1_000;

export interface PresenceOptions {
  gatewayId: string;
  /** Milliseconds after which a gateway that says nothing more counts as dead, and its people as gone. */
  lease: number;
  store: PresenceStore;
  db: Db;
  writer: StreamWriter;
  commands: PendingCommands;
  log: Logger;
}

/**
 * Tells when people come online, with their first socket on any gateway, and go, with the last. Changes are written by
 * one worker, one round after the other, so that a quick coming and going ends as it should.
 */
export class Presence {
  private readonly options: PresenceOptions;
  /** How many sockets each person has here. */
  private readonly sockets = new Map<string, number>();
  /** Who is known in Redis to be here. */
  private readonly joined = new Set<string>();
  private readonly dirty = new Set<string>();
  private working: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: PresenceOptions) {
    this.options = options;
  }

  start(): void {
    this.timer = setInterval(() => void this.renew(), this.options.lease / RENEWALS);
    void this.renew();
  }

  /** Everybody who is still here goes with this gateway. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const userId of this.sockets.keys()) this.dirty.add(userId);
    this.sockets.clear();
    await this.work();
  }

  /** @returns those of these people who are online, on any gateway */
  online(userIds: string[]): Promise<Set<string>> {
    return this.options.store.online(userIds);
  }

  connected(userId: string): void {
    this.count(userId, 1);
  }

  disconnected(userId: string): void {
    this.count(userId, -1);
  }

  /** Redis is back, perhaps empty: says again who is here, and nobody hears it as news. */
  async joinAgain(): Promise<void> {
    const { store, gatewayId, lease } = this.options;
    await this.attempt(async () => {
      await store.renew(gatewayId, lease);
      await store.join(gatewayId, [...this.joined]);
    });
    void this.work();
  }

  private count(userId: string, change: number): void {
    const sockets = (this.sockets.get(userId) ?? 0) + change;
    if (sockets > 0) this.sockets.set(userId, sockets);
    else this.sockets.delete(userId);
    this.dirty.add(userId);
    void this.work();
  }

  private work(): Promise<void> {
    this.working ??= this.settle().finally(() => (this.working = undefined));
    return this.working;
  }

  private async settle(): Promise<void> {
    // In the next turn: what comes together is written together.
    await new Promise(setImmediate);
    while (this.dirty.size > 0) {
      const changed = [...this.dirty];
      this.dirty.clear();
      const isHere = (userId: string) => this.sockets.has(userId);
      const done = await this.attempt(async () => {
        await this.join(changed.filter((userId) => isHere(userId) && !this.joined.has(userId)));
        await this.leave(changed.filter((userId) => !isHere(userId) && this.joined.has(userId)));
      });
      if (done) continue;
      // Redis is away: once it is back, `joinAgain` goes on.
      for (const userId of changed) this.dirty.add(userId);
      return;
    }
  }

  private async join(userIds: string[]): Promise<void> {
    if (userIds.length === 0) return;
    const came = await this.options.store.join(this.options.gatewayId, userIds);
    for (const userId of userIds) this.joined.add(userId);
    await this.tell(came, true);
  }

  private async leave(userIds: string[]): Promise<void> {
    if (userIds.length === 0) return;
    const went = await this.options.store.leave(this.options.gatewayId, userIds);
    for (const userId of userIds) this.joined.delete(userId);
    await this.tell(went, false);
  }

  /** Says that this gateway lives, and whose gateway does not any more. */
  private async renew(): Promise<void> {
    const { store, gatewayId, lease } = this.options;
    await this.attempt(async () => {
      if (await store.renew(gatewayId, lease)) this.comeBack();
      await this.tell(await store.reap(), false);
    });
  }

  /** This gateway was silent for so long that others took its people for gone: they come once more. */
  private comeBack(): void {
    for (const userId of this.joined) this.dirty.add(userId);
    this.joined.clear();
    void this.work();
  }

  private async tell(userIds: string[], online: boolean): Promise<void> {
    if (userIds.length === 0) return;
    const { db, writer } = this.options;
    const at = new Date().toISOString();
    const people = await db.$queryRaw<{ id: string; username: string; chatIds: string[] }[]>`
      SELECT u.id, u.username, ARRAY(
        SELECT p.chat_id FROM participants p WHERE p.user_id = u.id ORDER BY p.chat_id DESC LIMIT ${CHATS_MAX}
      ) AS "chatIds"
      FROM users u WHERE u.id = ANY (${uuids(userIds)})`;
    for (const { id: user_id, username, chatIds } of people) {
      writer.signal({ type: 'presence', user_id, username, online, at, chat_ids: chatIds }).catch(() => undefined);
      if (!online) this.noteSeen(user_id, at);
    }
  }

  private noteSeen(userId: string, at: string): void {
    const { commands, gatewayId: gateway, log } = this.options;
    commands
      .run({
        id: newId(),
        type: 'presence.seen',
        gateway,
        user_id: userId,
        deadline: Date.now() + COMMAND_PATIENCE,
        input: { at },
      })
      .catch((error: unknown) => log.debug({ err: error }, 'last seen not noted'));
  }

  /** @returns whether it went well; presence is worth no failure of anything else */
  private async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.options.log.debug({ err: error }, 'presence not told');
      return false;
    }
  }
}
