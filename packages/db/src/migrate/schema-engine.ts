import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as binding from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';
import { pgAdapterFactory } from './pg-adapter.js';

export type SchemaEngine = binding.SchemaEngine;

/** Tables and enums that are none of Prisma's business: we have none. */
export const noFilters = { externalTables: [], externalEnums: [] };

/**
 * Lends the engine behind Prisma's CLI: it applies migrations and compares schemas. The CLI would download it as a
 * program; this is the same one as WebAssembly, out of the npm package.
 *
 * @param client connected; the engine runs everything on it
 */
export async function withSchemaEngine<T>(client: pg.Client, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await (loaded ??= load());
  const ignoreLog = () => undefined;
  const adapter = bindMigrationAwareSqlAdapterFactory(pgAdapterFactory(client));
  const engine = await binding.SchemaEngine.new({ datamodels: undefined }, ignoreLog, adapter);
  try {
    return await use(engine);
  } finally {
    engine.free();
  }
}

// TypeScript knows it as a part of browsers only.
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

let loaded: Promise<void> | undefined;

/** Where the engine leaves its last words. A bug in it is thrown past all promises, like any that nobody awaits. */
const panicRegistry = {
  set_message: (text: string) => {
    throw new Error(`Prisma's schema engine: ${text}`);
  },
};

async function load(): Promise<void> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panicRegistry });
  const require = createRequire(import.meta.url);
  const bindingFile = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(bindingFile.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': binding });
  binding.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}
