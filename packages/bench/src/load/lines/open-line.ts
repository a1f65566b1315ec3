import type { ChatProtocol } from '../plans.js';
import type { Line, LineEvents } from './line.js';
import { openSocketIoLine } from './socket-io-line.js';
import { openV1Line } from './v1-line.js';

/** @throws what keeps it from opening */
export function openLine(protocol: ChatProtocol, url: string, events: LineEvents): Promise<Line> {
  return protocol === 'v1' ? openV1Line(url, events) : openSocketIoLine(url, events);
}
