import { readFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../../', import.meta.url);

const ConfigModule = Type.Object({
  Settings: Type.Object({
    properties: Type.Record(Type.String(), Type.Unknown()),
    required: Type.Array(Type.String()),
  }),
});
const EnvVars = Type.Array(
  Type.Object({
    key: Type.Optional(Type.String()),
    value: Type.Optional(Type.Unknown()),
    sync: Type.Optional(Type.Boolean()),
  }),
);
const Compose = Type.Object({
  services: Type.Record(
    Type.String(),
    Type.Object({ environment: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
  ),
});
const Blueprint = Type.Object({
  services: Type.Array(Type.Object({ name: Type.String(), envVars: Type.Optional(EnvVars) })),
  envVarGroups: Type.Array(Type.Object({ envVars: EnvVars })),
});

/** What a service takes, and what it does not start without. */
async function settingsOf(app: string) {
  const module: unknown = await import(new URL(`apps/${app}/src/config.ts`, root).href);
  const { properties, required } = Value.Parse(ConfigModule, module).Settings;
  const withoutDefault = required.filter((name) => !hasDefault(properties[name]));
  return { names: Object.keys(properties), needed: [...withoutDefault, ...neededInProduction] };
}

const hasDefault = (setting: unknown) => typeof setting === 'object' && setting !== null && 'default' in setting;

/** They have defaults that are right for development alone. */
const neededInProduction = ['ENVIRONMENT', 'SECRET_KEY', 'PUBLIC_URL', 'TRUST_PROXY'];

/** Read by OpenTelemetry itself. */
const ofOthers = (name: string) => name.startsWith('OTEL_');

/** Settled by the images, and by the network and the store beside them; people whom anybody may be are for no production. */
const settled = /^(HOST|PORT|REALTIME_(PORT|URL)|STREAM_PREFIX|WEB_ROOT|MEDIA_ROOT|BESAGE_DATA|DEMO_.*)$/;

const read = async (file: string): Promise<unknown> =>
  parse(await readFile(new URL(file, root), 'utf8'), { merge: true }) as unknown;

test.each(['api', 'realtime'])(
  'docker-compose.yml hands all settings on to %s, and gives those that it needs',
  async (app) => {
    const { names, needed } = await settingsOf(app);
    const given = Value.Parse(Compose, await read('docker-compose.yml')).services[app]?.environment ?? {};
    // Without a value it comes from the environment, which need not have it; `${NAME:?…}` asks for it.
    const sure = Object.keys(given).filter((name) => given[name] !== null);

    expect(Object.keys(given).filter((name) => !names.includes(name) && !ofOthers(name))).toEqual([]);
    expect(names.filter((name) => !(name in given) && !settled.test(name))).toEqual([]);
    expect(needed.filter((name) => !sure.includes(name))).toEqual([]);
    expect(given['ENVIRONMENT']).toBe('production');
  },
);

test.each([
  ['api', ['REALTIME_URL']],
  ['realtime', ['REALTIME_PORT']],
])('render.yaml gives %s what it needs, and %j', async (app, more) => {
  const { names, needed } = await settingsOf(app);
  const { services, envVarGroups } = Value.Parse(Blueprint, await read('render.yaml'));
  const own = services.find(({ name }) => name === `besage-${app}`)?.envVars ?? [];
  const all = [...own, ...envVarGroups.flatMap(({ envVars }) => envVars)];
  const given = all.flatMap(({ key }) => key ?? []);
  // What is asked for in the dashboard may stay empty.
  const sure = all.filter(({ sync }) => sync !== false).map(({ key }) => key);

  expect(given.filter((name) => !names.includes(name))).toEqual([]);
  expect([...needed, ...more].filter((name) => !sure.includes(name))).toEqual([]);
  expect(all.find(({ key }) => key === 'ENVIRONMENT')?.value).toBe('production');
});
