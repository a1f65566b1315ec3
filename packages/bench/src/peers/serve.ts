import type { Server } from 'node:http';

/** Listens on a free port of the loopback interface, tells it to who started this process, and ends with them. */
export function serve(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
  });
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches us as well as the benchmark, which ends us in its own time.
  process.on('SIGINT', () => undefined);
}
