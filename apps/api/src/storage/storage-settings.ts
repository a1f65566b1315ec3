import { Type } from 'typebox';

/** Settings that say where images are stored. */
export const storageSettings = {
  R2_ACCESS_KEY_ID: Type.Optional(Type.String({ description: 'the access key of the bucket, R2 or any S3' })),
  R2_SECRET_ACCESS_KEY: Type.Optional(Type.String({ description: 'the secret of that access key' })),
  R2_STORAGE_BUCKET_NAME: Type.Optional(Type.String({ description: 'the bucket that images are stored in' })),
  R2_ACCOUNT_ID: Type.Optional(
    Type.String({ pattern: '^[\\w-]+$', description: 'the Cloudflare account whose R2 has the bucket' }),
  ),
  S3_ENDPOINT: Type.Optional(
    Type.String({
      format: 'uri',
      pattern: '^https?://',
      description: 'where an S3 that is not R2 answers: https://s3.example.com',
    }),
  ),
  S3_REGION: Type.String({ default: 'auto', description: 'the region of the bucket' }),
  S3_FORCE_PATH_STYLE: Type.Boolean({
    default: false,
    description: 'whether the bucket is a part of the path and not of the host name',
  }),
  WORKER_AUTH_KEY: Type.Optional(
    Type.String({ description: 'the key of the CDN Worker at WORKER_URL, to store images through it' }),
  ),
  MEDIA_ROOT: Type.Optional(
    Type.String({
      description:
        'the folder that images lie in where there is no bucket and no Worker; {BESAGE_DATA}/media if not set',
    }),
  ),
  BESAGE_DATA: Type.String({ default: '.besage', description: 'the folder of all data' }),
};
