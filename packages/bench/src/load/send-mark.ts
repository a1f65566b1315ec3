const PREFIX = 'bench:';
const PREFIX_BYTES = Buffer.from(PREFIX);
const TEXT = ' hello there, how are you doing today?';
const [ZERO, NINE] = [0x30, 0x39];

/** What a message says of itself: which send it is, and when it left. */
export interface SendMark {
  /** The number of its chat in the run. */
  chat: number;
  /** The number of the send in its chat. */
  index: number;
  /** On the monotonic clock, in whole microseconds. */
  sentAt: number;
}

/** The content of a message that carries a mark: characters that JSON leaves as they are. */
export function markedContent({ chat, index, sentAt }: SendMark): string {
  return `${PREFIX}${chat}.${index}.${sentAt}${TEXT}`;
}

/**
 * Finds the mark in a frame of whatever protocol, without parsing the frame and without allocating anything: the load
 * must cost less than what it loads.
 *
 * @param mark takes what is found
 * @returns whether there is a mark
 */
export function readMark(frame: Buffer, mark: SendMark): boolean {
  let at = frame.indexOf(PREFIX_BYTES);
  if (at < 0) return false;
  at += PREFIX_BYTES.length;
  const number = (): number => {
    let value = 0;
    for (; ; at++) {
      const byte = frame[at] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
    }
    at += 1;
    return value;
  };
  mark.chat = number();
  mark.index = number();
  mark.sentAt = number();
  return true;
}
