import type { LogEvent, Signal } from '@besage/contracts';

/** How one kind of client is spoken to. Frames are made once per protocol, not per socket. */
export interface Protocol {
  readonly name: string;
  /** A log entry as a frame, ready to be written; `undefined` where this protocol has no word for it. */
  encodeEvent(event: LogEvent): Buffer | undefined;
  encodeSignal(signal: Signal): Buffer | undefined;
}
