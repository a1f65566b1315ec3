import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** `pass`: as if it were not there. `cut`: connections are reset, new ones too. `stall`: all is taken, nothing comes out. */
export type ProxyMode = 'pass' | 'cut' | 'stall';

/** One connection through the proxy; `server` is there once the client's side was passed on. */
interface Line {
  client: Socket;
  server: Socket | undefined;
}

/** A line between a service and a store, on the loopback interface, that can be cut and stalled. */
export class TcpProxy {
  private readonly listener: Server;
  private readonly upstreamPort: number;
  private readonly lines = new Set<Line>();
  private mode: ProxyMode = 'pass';

  private constructor(upstreamPort: number) {
    this.upstreamPort = upstreamPort;
    this.listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => this.accept(client));
  }

  static async start(upstreamPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(upstreamPort);
    proxy.listener.listen(0, '127.0.0.1');
    await once(proxy.listener, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.listener.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  switchTo(mode: ProxyMode): void {
    this.mode = mode;
    for (const line of this.lines) this.apply(line);
  }

  async close(): Promise<void> {
    this.switchTo('cut');
    this.listener.close();
    await once(this.listener, 'close');
  }

  private accept(client: Socket): void {
    const line: Line = { client, server: undefined };
    this.lines.add(line);
    client.on('error', () => undefined); // 'close' follows
    client.on('close', () => this.hangUp(line));
    this.apply(line);
  }

  private apply(line: Line): void {
    if (this.mode === 'cut') return this.reset(line);
    if (this.mode === 'stall') return this.sides(line).forEach((side) => side.pause());
    if (!line.server) this.passOn(line);
    for (const side of this.sides(line)) side.resume();
  }

  private passOn(line: Line): void {
    const server = connect({ port: this.upstreamPort, host: '127.0.0.1', allowHalfOpen: true });
    line.server = server;
    server.on('error', () => undefined);
    server.on('close', () => this.hangUp(line));
    this.pump(line.client, server);
    this.pump(server, line.client);
  }

  private pump(from: Socket, to: Socket): void {
    from.setNoDelay();
    from.on('data', (chunk) => {
      if (!to.write(chunk)) from.pause();
    });
    from.on('end', () => to.end());
    to.on('drain', () => {
      if (this.mode === 'pass') from.resume();
    });
  }

  /** One side has closed: the other one gets what is still on its way, and closes too. */
  private hangUp(line: Line): void {
    this.lines.delete(line);
    for (const side of this.sides(line)) side.destroySoon();
  }

  private reset(line: Line): void {
    this.lines.delete(line);
    for (const side of this.sides(line)) side.resetAndDestroy();
  }

  private sides({ client, server }: Line): Socket[] {
    return server ? [client, server] : [client];
  }
}
