import { Compile } from 'typebox/compile';
import { AppendLoad } from './append-load.js';
import { ChatLoad } from './chat-load.js';
import { ConnectLoad } from './connect-load.js';
import { HttpLoad } from './http-load.js';
import type { Load } from './load.js';
import { Request, type Report } from './messages.js';
import type { Plan } from './plans.js';
import { ReceiptLoad } from './receipt-load.js';

const isRequest = Compile(Request);
let load: Load | undefined;

async function answer(request: Request): Promise<Report> {
  if (request.type === 'prepare') load = await prepare(request.plan);
  if (!load) throw new Error('There is no load yet.');
  if (request.type === 'start') load.start();
  if (request.type === 'halt') load.halt();
  return load.report();
}

async function prepare(plan: Plan): Promise<Load> {
  switch (plan.kind) {
    case 'chat':
      return ChatLoad.open(plan);
    case 'append':
      return new AppendLoad(plan);
    case 'http':
      return new HttpLoad(plan);
    case 'connect':
      return new ConnectLoad(plan);
    case 'receipts':
      return ReceiptLoad.open(plan);
  }
}

process.on('message', (request) => {
  if (!isRequest.Check(request)) throw new Error('This is no request to a load.');
  answer(request).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches us as well as the benchmark, which ends us in its own time.
process.on('SIGINT', () => undefined);
