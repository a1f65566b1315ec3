import { Type, type Static, type TObject } from 'typebox';

/**
 * Settings that decide under which address images are public, to be spread into the schema of each service: both tell
 * clients addresses, so both must have the same.
 */
export const mediaSettings = {
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3000,
    description: 'where REST and the docs are answered',
  }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      format: 'uri',
      pattern: '^https?://',
      description: 'what clients reach the api by, http://localhost:{PORT} if not set: https://chat.example.com',
    }),
  ),
  WORKER_URL: Type.Optional(
    Type.String({
      format: 'uri',
      pattern: '^https?://',
      description: 'where the CDN Worker is: https://cdn.example.com',
    }),
  ),
  USE_WORKER_URL: Type.Optional(
    Type.Boolean({ description: 'whether images are public under WORKER_URL; if not set, they are once that is set' }),
  ),
  R2_WORKER_ENABLED: Type.Boolean({
    default: false,
    description: 'whether images are public under R2_WORKER_DOMAIN',
  }),
  R2_WORKER_DOMAIN: Type.Optional(
    Type.String({
      pattern: '^(https?://)?[^/\\s]+/?$',
      description: 'the domain under which the bucket is public: images.example.com',
    }),
  ),
};

export type MediaSettings = Static<TObject<typeof mediaSettings>>;
