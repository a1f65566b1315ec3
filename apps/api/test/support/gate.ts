import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server of its own, which can be shut: to those who go through it, the server is away then. */
export class Gate {
  private readonly target: URL;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.pass(client));
  private port = 0;
  private muted = false;

  private constructor(target: string) {
    this.target = new URL(target);
  }

  /** @param url of a server, with its port */
  static async to(url: string): Promise<Gate> {
    const gate = new Gate(url);
    await gate.open();
    return gate;
  }

  /** The address of the server through this gate. */
  get url(): string {
    return Object.assign(new URL(this.target), { hostname: '127.0.0.1', port: String(this.port) }).href;
  }

  async open(): Promise<void> {
    this.muted = false;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Breaks all connections and takes no new ones. */
  async shut(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** From now on requests get through, and answers do not. */
  mute(): void {
    this.muted = true;
  }

  private pass(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => this.muted || client.write(bytes));
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
