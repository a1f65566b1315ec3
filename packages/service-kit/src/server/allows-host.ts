/**
 * Makes the rule by which host names we may be called: those of ALLOWED_HOSTS, where `.example.com` is a domain with all
 * below it and `*` is any. Without a list any may.
 *
 * @returns whether a request with this `Host` is allowed; its port does not matter
 */
export function allowsHost(allowedHosts: string[]): (host: string | undefined) => boolean {
  const allowed = allowedHosts.map((host) => host.toLowerCase());
  if (allowed.length === 0 || allowed.includes('*')) return () => true;
  return (host = '') => {
    const name = host.toLowerCase().replace(/:\d+$/, '');
    return allowed.some((each) => each === name || (each.startsWith('.') && `.${name}`.endsWith(each)));
  };
}
