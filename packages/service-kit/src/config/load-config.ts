import envSchema from 'env-schema';
import type { FastifySchemaValidationError } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import { explainValidation } from '../server/explain-validation.js';
import { ConfigError } from './config-error.js';
import { isTrustable } from '../server/trust-proxy.js';
import { parseList } from './parse-list.js';
import { isPostgresAddress, isRedisAddress } from './server-address.js';

/** Words for yes and no beside `true` and `false`, as the settings of the Django version have them. */
const booleanWords: Record<string, boolean> = { '1': true, yes: true, on: true, '0': false, no: false, off: false };

/** What settings may be beside what JSON schema knows. */
const formats: Record<string, (text: string) => boolean> = {
  uri: (text) => URL.canParse(text),
  proxy: isTrustable,
  'postgres-address': isPostgresAddress,
  'redis-address': isRedisAddress,
};

/**
 * Reads those settings that `schema` names out of the environment. A setting that is empty counts as not set. Lists are
 * comma-separated or a JSON array; yes and no may be written in several ways. What a setting says of itself as
 * `inProduction` is its default there.
 * @param env usually `process.env`
 * @throws ConfigError that names every setting that is wrong or missing, and never a value.
 */
export function loadConfig<T extends TObject>(schema: T, env: NodeJS.ProcessEnv): Static<T> {
  const data: Record<string, unknown> = {};
  const isProduction = env['ENVIRONMENT']?.trim() === 'production';
  for (const [name, setting] of Object.entries(schema.properties)) {
    const text = env[name]?.trim();
    if (text) data[name] = parseValue(setting, text);
    else if (isProduction && 'inProduction' in setting) data[name] = setting.inProduction;
  }
  try {
    return envSchema<Static<T>>({
      // A copy: env-schema writes into the schema that it is given.
      schema: { ...schema },
      data,
      env: false,
      ajv: {
        customOptions: (ajv) => {
          for (const [name, isValid] of Object.entries(formats)) ajv.addFormat(name, isValid);
          ajv.addKeyword('inProduction');
          return ajv;
        },
      },
    });
  } catch (error) {
    throw toConfigError(error, schema);
  }
}

function parseValue(setting: TSchema, text: string): unknown {
  const type = 'type' in setting ? setting.type : undefined;
  if (type === 'array') return parseList(text) ?? text;
  if (type === 'boolean') return booleanWords[text.toLowerCase()] ?? text.toLowerCase();
  return text;
}

function toConfigError(error: unknown, schema: TObject): unknown {
  if (!isValidationError(error)) return error;
  const lines = Object.entries(explainValidation(error.errors)).map(([name, sentences]) => {
    const setting = schema.properties[name.replace(/\.\d+$/, '')];
    const hint = setting && 'description' in setting ? [`It is ${String(setting.description)}.`] : [];
    return `  ${name}: ${[...sentences, ...hint].join(' ')}`;
  });
  return new ConfigError(`Some settings are missing or wrong:\n${lines.join('\n')}`);
}

function isValidationError(error: unknown): error is Error & { errors: FastifySchemaValidationError[] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
