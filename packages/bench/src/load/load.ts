import type { Report } from './messages.js';

/** Something that sends as fast as it is answered, in a process of its own. All it counts, it counts from its beginning. */
export interface Load {
  start(): void;
  /** Sends nothing more; what is on its way may still arrive. */
  halt(): void;
  /** @throws Error why it cannot go on: a send was refused, a socket was closed */
  report(): Report;
}
