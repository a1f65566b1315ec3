export interface OriginSettings {
  ENVIRONMENT: string;
  ALLOWED_ORIGINS: string[];
}

/**
 * Makes the rule by which pages may call us, over REST (CORS) and sockets alike: those of ALLOWED_ORIGINS, where `*` is
 * any, and our own, which are at the host that is called. In development without a list any may; in production none else.
 *
 * @returns whether a request with this `Origin`, to this `Host`, is allowed; without an origin no browser sent it, and it is
 */
export function allowsOrigin({
  ENVIRONMENT,
  ALLOWED_ORIGINS,
}: OriginSettings): (origin: string | undefined, host?: string) => boolean {
  const listed = new Set(ALLOWED_ORIGINS.map(asBrowsersWriteIt));
  const any = listed.has('*') || (listed.size === 0 && ENVIRONMENT === 'development');
  return (origin, host) => {
    if (origin === undefined || any || listed.has(origin.toLowerCase())) return true;
    return !!host && isOwnPage(origin.toLowerCase(), host.toLowerCase());
  };
}

/** `https://Chat.example.com:443/` is `https://chat.example.com`. */
function asBrowsersWriteIt(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin).origin : 'null';
  return url === 'null' ? origin.replace(/\/$/, '').toLowerCase() : url;
}

/** Whether TLS ends in front of us is nothing that we know. */
function isOwnPage(origin: string, host: string): boolean {
  return origin === `https://${host}` || origin === `http://${host}`;
}
