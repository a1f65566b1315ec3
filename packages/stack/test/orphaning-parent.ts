// Starts a process the way the stack does, says its id, and stays.
import { spawnChild } from '../src/child.js';

const forever = ['-e', 'setInterval(() => {}, 1000)'];
const options = { name: 'child', command: process.execPath, args: forever, stopSignal: 'SIGTERM' as const };
const child = await spawnChild({ ...options, log: () => undefined });
console.log(child.pid);
