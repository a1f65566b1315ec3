import { closeCodes, commandSchemas, type CommandType, type ErrorCode } from '@besage/contracts';
import { Buckets, HttpCounts, PoolCounts, Tally, expectedRefusals } from '@besage/service-kit';

/** What of a gateway is counted where it happens, as plain numbers; `metrics.ts` shows them. */
export class Counts {
  readonly http = new HttpCounts();
  readonly pool = new PoolCounts();
  readonly commands = new CommandCounts();
  readonly delivery = new DeliveryCounts();
  /** Frames of clients, and those of them that were refused. */
  frames = 0;
  readonly frameRefusals = new Tally<ErrorCode>(expectedRefusals);
  /** Whom a limit has refused, see `limits.ts`. */
  readonly limited = new Tally<string>(['sends', 'sockets', 'sockets-open']);
  readonly sockets = new SocketCounts();
  /** How long entries had waited in their stream. */
  readonly lags = { events: new Buckets(), replies: new Buckets(), signals: new Buckets() };
}

/** The commands that were passed on to the api. */
export class CommandCounts {
  readonly passedOn = new Tally<CommandType>(commandTypes());
  readonly refusals = new Tally<string>(expectedRefusals);
  /** Seconds from the frame until the api's reply. */
  readonly durations = new Buckets();
  /** Those that were appended again, since no reply came. */
  repeated = 0;
}

function commandTypes(): CommandType[] {
  return Object.values(commandSchemas).map(({ properties }) => properties.type.const);
}

/** What reached the sockets. */
export class DeliveryCounts {
  /** Events that were read off the streams. */
  events = 0;
  /** Seconds from the commit of a message until it was written to the sockets here. */
  readonly delays = new Buckets();
  /** Rooms that read what they missed from the log. */
  logReads = 0;
  private readonly byProtocol = new Map<string, FrameCount>();

  /** Where frames of one protocol are counted: looked up once by who writes, not for each frame. */
  of(protocol: string): FrameCount {
    const known = this.byProtocol.get(protocol) ?? { frames: 0 };
    this.byProtocol.set(protocol, known);
    return known;
  }

  *frames(): Generator<[{ protocol: string }, number]> {
    for (const [protocol, { frames }] of this.byProtocol) yield [{ protocol }, frames];
  }
}

/** Frames of one protocol that were written, each as often as sockets got it. */
export interface FrameCount {
  frames: number;
}

/** Codes by which sockets commonly end; a client may name any other. */
const knownCodes = [1000, 1001, 1005, 1006, ...Object.values(closeCodes)];

/** Sockets that came and went. */
export class SocketCounts {
  readonly opened = new Tally<string>(['v1', 'v2']);
  readonly closed = new Tally(knownCodes.map(String));

  /** A socket is gone, or was let in only to be shown out. @param code of the close frame */
  ended(code: number): void {
    this.closed.add(knownCodes.includes(code) ? String(code) : 'other');
  }
}
