import type { Entries } from '../history/entries.js';
import type { ClientHistory } from '../history/history.js';
import type { StoredChat } from '../history/stored.js';
import type { Moment, Track } from '../history/track.js';
import type { Violation, ViolationKind } from './violation.js';

/** What one client met of one chat, beside what is stored of it. */
export interface Meeting {
  client: ClientHistory;
  chat: number;
  track: Track;
  stored: StoredChat;
  entries: Entries;
}

/** Notes a violation. */
type Blame = (kind: ViolationKind, what: string) => void;

/** Compares what one client met of one chat with what is stored: it saw the log, each entry once, in order. */
export function checkMeeting(meeting: Meeting): Violation[] {
  const { client, chat } = meeting;
  const violations: Violation[] = [];
  const blame: Blame = (kind, what) => {
    const text = `${client.kind} client ${client.client}, chat ${chat}: ${what}`;
    violations.push({ kind, client: client.kind, text });
  };
  checkAllStored(meeting, blame);
  if (client.kind === 'v2') checkOneLine(meeting, blame);
  else {
    for (const socket of socketsOf(meeting.track)) checkSocket(meeting, socket, blame);
    checkReads(meeting, blame);
  }
  return violations;
}

function checkAllStored({ track, stored, entries }: Meeting, blame: Blame): void {
  for (const { kind, seq, subject } of track) {
    if (kind !== 'seen' && kind !== 'read') continue;
    const entry = entries.get(subject);
    const there = stored.entries[seq - 1];
    const isSame =
      there?.type === entry.type &&
      (there.message?.id ?? '') === entry.id &&
      (there.message?.content ?? '') === entry.content;
    if (!isSame) blame('seen_not_stored', `${entry.type} ${entry.id} "${entry.content}" as entry ${seq}`);
  }
}

/** Over all its sockets a v2 client sees one line of entries: each the next one, unless it was told of a reset. */
function checkOneLine({ track }: Meeting, blame: Blame): void {
  let position: number | undefined;
  const seen = new Set<number>();
  for (const { kind, seq } of track) {
    if (kind === 'opened') position ??= seq;
    if (kind === 'reset') position = seq;
    if (kind !== 'seen') continue;
    if (seen.has(seq)) blame('seen_twice', `entry ${seq}`);
    else if (position === undefined || seq <= position) blame('out_of_order', `entry ${seq} after ${position}`);
    else if (seq > position + 1) blame('skipped', `from ${position} to ${seq}`);
    seen.add(seq);
    position = Math.max(position ?? 0, seq);
  }
}

/** What came over one v1 socket. */
interface Socket {
  seen: Moment[];
  /** The end of the history that was read after the socket had opened; undefined when it closed before. */
  readTo: number | undefined;
  /** Numbers of own sends that were sent again on this socket. */
  repeated: Set<number>;
}

function socketsOf(track: Track): Socket[] {
  const sockets: Socket[] = [];
  for (const moment of track) {
    const socket = sockets.at(-1);
    if (moment.kind === 'opened') sockets.push({ seen: [], readTo: undefined, repeated: new Set() });
    else if (moment.kind === 'seen') socket?.seen.push(moment);
    else if (moment.kind === 'readTo' && socket) socket.readTo ??= moment.seq;
    else if (moment.kind === 'repeated') socket?.repeated.add(moment.subject);
  }
  return sockets;
}

/**
 * A v1 socket shows all messages from some place in the log on, each once and in order. That place is not later than the
 * end of the history that is read once the socket is open. Besides, a send that is repeated is answered by its message,
 * however old it is: v1 has no other ack.
 */
function checkSocket(meeting: Meeting, { seen, readTo, repeated }: Socket, blame: Blame): void {
  const known = new Set<number>();
  const isAnswer = ({ seq, subject }: Moment): boolean => {
    const send = sendOf(meeting, subject);
    return send !== undefined && repeated.has(send) && seq <= (readTo ?? Infinity);
  };
  let last = 0;
  let first: number | undefined;
  for (const moment of seen) {
    const { seq } = moment;
    if (known.has(seq)) blame('seen_twice', `message ${seq} on one socket`);
    else if (!isAnswer(moment)) {
      if (seq < last) blame('out_of_order', `message ${seq} after ${last} on one socket`);
      first ??= seq;
      last = Math.max(last, seq);
    }
    known.add(seq);
  }
  if (first === undefined) return;
  for (let seq = Math.min(first, (readTo ?? Infinity) + 1); seq < last; seq++) {
    if (isMessage(meeting, seq) && !known.has(seq)) blame('skipped', `message ${seq} on a socket that saw ${last}`);
  }
}

/** The history that is read goes on where it ended: with what came live in between it is complete. */
function checkReads(meeting: Meeting, blame: Blame): void {
  const met = new Set<number>();
  let complete = 0;
  for (const { kind, seq } of meeting.track) {
    if (kind === 'seen' || kind === 'read') met.add(seq);
    if (kind !== 'readTo') continue;
    for (let at = complete + 1; at <= seq; at++) {
      if (isMessage(meeting, at) && !met.has(at)) blame('skipped', `message ${at} in history read up to ${seq}`);
    }
    complete = Math.max(complete, seq);
  }
}

function isMessage({ stored }: Meeting, seq: number): boolean {
  return stored.entries[seq - 1]?.message !== undefined;
}

/** Which of its own sends an entry is. */
function sendOf({ client, entries }: Meeting, subject: number): number | undefined {
  const [sender, n] = entries.get(subject).content.split(':');
  return Number(sender) === client.client ? Number(n) : undefined;
}
