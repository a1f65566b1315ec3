import { closeCodes, type LogEvent, type Signal } from '@besage/contracts';
import type { DeliveryCounts, FrameCount } from '../counts.js';
import { RoomLog } from '../delivery/room-log.js';
import type { Frames, Protocol, ReceiptUpdate } from '../protocols/protocol.js';
import type { Connection } from './connection.js';

interface Listeners {
  connections: Set<Connection>;
  /** What this turn brings; it leaves in one write per socket. */
  outgoing: Buffer[];
  /** Of this protocol in all rooms. */
  count: FrameCount;
}

/** The sockets that listen to one chat on this gateway, and where in the chat's log they are. */
export class Room {
  readonly chatId: string;
  readonly log = new RoomLog();
  /** The `seq` of the newest entry seen that changed who is in: older looks at the membership are stale. */
  rosterSeq = 0;
  private readonly byProtocol = new Map<Protocol, Listeners>();
  /** Who does not want their own message back, by its `client_id`. */
  private readonly keptFrom = new Map<string, Connection>();
  /** Those who are being let in right now: the room must listen for them already. */
  private waiting = 0;
  /** Those of them who read what they missed. */
  private readonly entering = new Set<Connection>();
  private readonly watchers = new Set<(event: LogEvent) => void>();
  /** What was told of receipts since somebody began to look where things stand; they are not in the log. */
  private readonly keptReceipts = new Map<Connection, ReceiptUpdate[]>();
  private readonly counts: DeliveryCounts;

  constructor(chatId: string, counts: DeliveryCounts) {
    this.chatId = chatId;
    this.counts = counts;
  }

  get isEmpty(): boolean {
    return this.waiting === 0 && this.byProtocol.size === 0;
  }

  /** Sockets that listen. */
  get size(): number {
    let size = 0;
    for (const { connections } of this.byProtocol.values()) size += connections.size;
    return size;
  }

  /** Keeps the room listening until the returned function is called. */
  hold(): () => void {
    this.waiting += 1;
    return () => (this.waiting -= 1);
  }

  /** Says where the chat's log stands; events that came since are delivered from there. */
  start(lastSeq: number): void {
    for (const event of this.log.start(lastSeq)) this.deliver(event);
    this.flush();
  }

  /** Whether a connection listens here, or is about to. */
  knows(connection: Connection): boolean {
    return this.entering.has(connection) || !!this.byProtocol.get(connection.protocol)?.connections.has(connection);
  }

  /** A connection will come in, or not, when the returned function has been called. */
  expect(connection: Connection): () => void {
    this.entering.add(connection);
    return () => this.entering.delete(connection);
  }

  /** Shows what is delivered from now on to a watcher, too, until the returned function is called. */
  watch(watcher: (event: LogEvent) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Keeps what is told of receipts for a connection until it comes in, or until the returned function is called. */
  keepReceipts(connection: Connection): () => void {
    this.keptReceipts.set(connection, []);
    return () => this.keptReceipts.delete(connection);
  }

  add(connection: Connection): void {
    const listeners = this.byProtocol.get(connection.protocol) ?? this.listenIn(connection.protocol);
    listeners.connections.add(connection);
    for (const update of this.keptReceipts.get(connection) ?? []) {
      const { all, some } = connection.protocol.encodeReceipts(update);
      const mine = some.filter(({ userIds }) => userIds.includes(connection.person.userId));
      for (const frame of [...all, ...mine.map(({ frame }) => frame)]) connection.write(frame);
    }
    this.keptReceipts.delete(connection);
  }

  remove(connection: Connection): void {
    const listeners = this.byProtocol.get(connection.protocol);
    listeners?.connections.delete(connection);
    if (listeners?.connections.size === 0) this.byProtocol.delete(connection.protocol);
  }

  /** Takes an event, whose turn it is, into what leaves with the next {@link flush}. */
  deliver(event: LogEvent): void {
    for (const watcher of this.watchers) watcher(event);
    const sender = event.type === 'message.created' ? this.senderOf(event.data.message.client_id) : undefined;
    for (const [protocol, listeners] of this.byProtocol) enqueue(listeners, protocol.encodeEvent(event), sender);
    if (event.type === 'participant.added' || event.type === 'participant.removed') this.rosterSeq = event.seq;
    if (event.type === 'participant.removed') this.showOut(event.data.user_ids);
  }

  /**
   * Sees to it that a connection does not get a message back that it is about to send.
   *
   * @returns takes it back: the message was not sent
   */
  keepFrom(connection: Connection, clientId: string): () => void {
    this.keptFrom.set(clientId, connection);
    return () => this.keptFrom.delete(clientId);
  }

  /** Tells what people have reached, also by the next {@link flush}. */
  deliverReceipts(update: ReceiptUpdate): void {
    for (const kept of this.keptReceipts.values()) kept.push(update);
    for (const [protocol, listeners] of this.byProtocol) enqueue(listeners, protocol.encodeReceipts(update));
  }

  /** Writes what was delivered since the last time: one buffer for all sockets of a protocol. */
  flush(): void {
    for (const listeners of this.byProtocol.values()) flush(listeners);
  }

  /**
   * Passes something fleeting to everybody but the person that it is about.
   *
   * @param told who follows all their chats and heard it in another one; those who hear it here are added
   */
  signal(signal: Signal, told: Set<Connection>): void {
    for (const [protocol, { connections }] of this.byProtocol) {
      const frame = protocol.encodeSignal(signal, this.chatId);
      if (!frame) continue;
      for (const connection of connections) {
        if (connection.person.userId === signal.user_id || told.has(connection)) continue;
        if (protocol.followsPerson) told.add(connection);
        connection.writeFleeting(frame);
      }
    }
  }

  /**
   * Tells who is online to those who meet them: to everybody who came of all, to the others of those.
   *
   * @param online people of the chat
   * @param come ids of those who were put in just now
   */
  introduce(online: { id: string; username: string }[], come: Set<string>): void {
    for (const [protocol, { connections }] of this.byProtocol) {
      for (const { id, username } of online) {
        const frame = protocol.encodeOnline?.(id, username);
        if (!frame) continue;
        for (const connection of connections) {
          const { userId } = connection.person;
          if (userId !== id && (come.has(id) || come.has(userId))) connection.writeFleeting(frame);
        }
      }
    }
  }

  private listenIn(protocol: Protocol): Listeners {
    const listeners = { connections: new Set<Connection>(), outgoing: [], count: this.counts.of(protocol.name) };
    this.byProtocol.set(protocol, listeners);
    return listeners;
  }

  private senderOf(clientId: string): Connection | undefined {
    const sender = this.keptFrom.get(clientId);
    if (sender) this.keptFrom.delete(clientId);
    return sender;
  }

  /** Removed people hear that they were, and nothing after it. */
  private showOut(userIds: string[]): void {
    this.flush();
    const removed = new Set(userIds);
    for (const { connections } of [...this.byProtocol.values()]) {
      for (const connection of [...connections]) {
        if (!removed.has(connection.person.userId)) continue;
        this.remove(connection);
        if (connection.protocol.followsPerson) continue;
        connection.close(closeCodes.notAParticipant, 'You are not in this chat any more.');
      }
    }
  }
}

/** @param except hears nothing of what is for all */
function enqueue(listeners: Listeners, { all, some, later }: Frames, except?: Connection): void {
  if (except && listeners.connections.has(except)) {
    flush(listeners);
    listeners.outgoing.push(...all);
    flush(listeners, except);
  } else listeners.outgoing.push(...all);
  if (later) void writeLater(listeners, later);
  if (some.length === 0) return;
  flush(listeners);
  for (const { userIds, frame } of some) {
    const wanted = new Set(userIds);
    for (const connection of listeners.connections) {
      if (wanted.has(connection.person.userId)) connection.write(frame);
    }
  }
}

/** Writes to those who listen now, if they still do then. */
async function writeLater({ connections }: Listeners, later: NonNullable<Frames['later']>): Promise<void> {
  const audience = [...connections];
  const frameFor = await later;
  for (const connection of audience) {
    if (connections.has(connection)) connection.write(frameFor(connection.person.userId));
  }
}

function flush(listeners: Listeners, except?: Connection): void {
  const { connections, outgoing } = listeners;
  const [first] = outgoing;
  if (!first) return;
  const frames = outgoing.length === 1 ? first : Buffer.concat(outgoing);
  listeners.outgoing = [];
  listeners.count.frames += outgoing.length * (except ? connections.size - 1 : connections.size);
  for (const connection of connections) if (connection !== except) connection.write(frames);
}
