import { ConfigError } from '../config/config-error.js';
import type { MediaSettings } from './media-settings.js';

/**
 * Decides under which address stored images are public: that of the CDN Worker, that of the bucket's own domain, or that of
 * the api, which serves what neither of the two does.
 * @returns gives the absolute address of a stored file (`media/profile/…`)
 * @throws ConfigError that says what to set
 */
export function createMediaUrl(settings: MediaSettings): (key: string) => string {
  const base = baseOf(settings).replace(/\/+$/, '');
  return (key) => `${base}/${key}`;
}

function baseOf(settings: MediaSettings): string {
  const { PORT, PUBLIC_URL, WORKER_URL, USE_WORKER_URL, R2_WORKER_ENABLED, R2_WORKER_DOMAIN } = settings;
  if (USE_WORKER_URL) {
    if (WORKER_URL === undefined) throw new ConfigError('USE_WORKER_URL is on: set WORKER_URL, too, or turn it off.');
    return WORKER_URL;
  }
  if (R2_WORKER_ENABLED) {
    if (R2_WORKER_DOMAIN !== undefined) return withScheme(R2_WORKER_DOMAIN);
    throw new ConfigError('R2_WORKER_ENABLED is on: set R2_WORKER_DOMAIN, too, or turn it off.');
  }
  if (USE_WORKER_URL === undefined && WORKER_URL !== undefined) return WORKER_URL;
  return PUBLIC_URL ?? `http://localhost:${PORT}`;
}

function withScheme(domain: string): string {
  return /^https?:\/\//.test(domain) ? domain : `https://${domain}`;
}
