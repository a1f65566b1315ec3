// Starts a process the way the stack does, says its id once it runs, and stays.
import { spawnChild } from '../src/child.js';

const child = await spawnChild({
  name: 'child',
  command: process.execPath,
  args: ['-e', `console.log(process.pid); setInterval(() => {}, 1000)`],
  log: (line) => console.log(line),
  stopSignal: 'SIGTERM',
});
await child.exited;
