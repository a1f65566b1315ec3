export interface OriginSettings {
  ENVIRONMENT: string;
  ALLOWED_ORIGINS: string[];
}

/**
 * Makes the rule by which pages may call us, over REST (CORS) and sockets alike: those of ALLOWED_ORIGINS, where `*` is
 * any. In development without a list any may; in production none.
 *
 * @returns whether a request with this `Origin` is allowed; without one no browser sent it, and it is
 */
export function allowsOrigin({
  ENVIRONMENT,
  ALLOWED_ORIGINS,
}: OriginSettings): (origin: string | undefined) => boolean {
  const listed = new Set(ALLOWED_ORIGINS.map((origin) => origin.replace(/\/$/, '').toLowerCase()));
  const any = listed.has('*') || (listed.size === 0 && ENVIRONMENT === 'development');
  return (origin) => origin === undefined || any || listed.has(origin.toLowerCase());
}
