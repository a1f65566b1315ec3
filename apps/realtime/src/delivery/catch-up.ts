import type { LogEvent } from '@besage/contracts';
import { changedChats, readLog, type Db, type MediaUrl } from '@besage/db';
import type { Logger } from '@besage/service-kit';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryCounts } from '../counts.js';
import type { Hub } from '../sockets/hub.js';
import type { Room } from '../sockets/room.js';
import { GAP_PATIENCE } from './deliver.js';
import { LOG_PAGE, type LogPages } from './log-pages.js';
import { letIn, missingIn } from './missed-invitations.js';

/** Milliseconds between two comparisons of all rooms with the log. */
const COMPARE_EVERY = 2_000;

export interface CatchUpOptions {
  db: Db;
  hub: Hub;
  mediaUrl: MediaUrl;
  logPages: LogPages;
  /** Brings events, whose turn it is, to the sockets. */
  deliver: (room: Room, ready: LogEvent[]) => void;
  log: Logger;
  counts: DeliveryCounts;
}

/**
 * Heals what the stream did not bring. A room with a gap reads it from the log; and every two seconds one question to
 * PostgreSQL tells which chats have changed lately, so that even an event that was the last one, and lost, arrives, and
 * who was put in a chat comes in without having heard of it.
 */
export class CatchUp {
  private readonly options: CatchUpOptions;
  private readonly reading = new Map<Room, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private since: Date | undefined;
  private stopped = false;

  constructor(options: CatchUpOptions) {
    this.options = options;
  }

  start(): void {
    const compare = async () => {
      await this.compare();
      if (!this.stopped) this.timer = setTimeout(() => void compare(), COMPARE_EVERY);
    };
    void compare();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Fills a room's gap from the log. What cannot be read now, the next comparison finds again. */
  fill(room: Room): void {
    this.read(room).catch((error: unknown) => {
      this.options.log.warn({ err: error, chat: room.chatId }, 'the log could not be read');
    });
  }

  /** Brings a room up to an entry that is in the log. */
  async readTo(room: Room, seq: number): Promise<void> {
    await this.read(room);
    // It may have been under way already, and have looked before the entry was there.
    if ((room.log.lastSeq ?? 0) < seq) await this.read(room);
    if ((room.log.lastSeq ?? 0) < seq) throw new Error('the log ends before an entry that was in it');
  }

  /** Reads on behind the last entry that the room delivered, to the end of the log. One reading per room at a time. */
  private read(room: Room): Promise<void> {
    const underWay = this.reading.get(room);
    if (underWay) return underWay;
    const reading = this.readToEnd(room).finally(() => this.reading.delete(room));
    this.reading.set(room, reading);
    return reading;
  }

  private async readToEnd(room: Room): Promise<void> {
    this.options.counts.logReads += 1;
    while (await this.readPage(room));
  }

  /** @returns whether there may be more */
  private async readPage(room: Room): Promise<boolean> {
    const { db, mediaUrl, deliver } = this.options;
    const after = room.log.lastSeq;
    if (after === undefined) return false;
    const { events, lastSeq } = await readLog(db, room.chatId, after, LOG_PAGE, mediaUrl);
    for (const event of events) deliver(room, room.log.offer(event));
    // An entry of a type that this version does not know must not hold up those behind it.
    deliver(room, room.log.skipTo(lastSeq));
    return lastSeq - after >= LOG_PAGE;
  }

  private async compare(): Promise<void> {
    const { db, hub, logPages, log } = this.options;
    if (hub.size === 0) return void (this.since = undefined);
    try {
      const { at, chats } = await changedChats(db, this.since);
      const behind = chats.filter(({ id, lastSeq }) => isBehind(hub.room(id), lastSeq));
      // Most of these are on their way through the stream right now.
      if (behind.length > 0 || missingIn(hub, chats).length > 0) await pause(2 * GAP_PATIENCE);
      for (const { id, lastSeq } of behind) {
        const room = hub.room(id);
        if (room && isBehind(room, lastSeq)) await this.read(room);
      }
      const missing = missingIn(hub, chats);
      if (missing.length > 0) await letIn(db, { hub, logPages, catchUp: this }, missing);
      this.since = at;
    } catch (error) {
      log.warn({ err: error }, 'the rooms could not be compared with the log');
    }
  }
}

function isBehind(room: Room | undefined, lastSeq: number): boolean {
  return room?.log.lastSeq !== undefined && room.log.lastSeq < lastSeq;
}
