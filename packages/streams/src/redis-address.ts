/** Where Redis is, and how to get in. */
export interface RedisAddress {
  /** One server, or some nodes of a cluster. */
  nodes: { host: string; port: number }[];
  isCluster: boolean;
  username: string | undefined;
  password: string | undefined;
  isEncrypted: boolean;
}

/**
 * Reads what `REDIS_URL` says: the address of one server, or of several nodes of a Redis Cluster with commas in between,
 * of which the first says how to get in. A cluster behind a single address is named twice.
 *
 * @throws Error that does not show the address: the one of `URL` holds it, with the password
 */
export function redisAddress(url: string): RedisAddress {
  const nodes = url.split(/,\s*(?=rediss?:\/\/)/).map((each) => parse(each.trim()));
  const [first] = nodes;
  return {
    nodes: nodes.map(({ hostname, port }) => ({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) })),
    isCluster: nodes.length > 1,
    username: decodeURIComponent(first?.username ?? '') || undefined,
    password: decodeURIComponent(first?.password ?? '') || undefined,
    isEncrypted: first?.protocol === 'rediss:',
  };
}

function parse(url: string): URL {
  if (!URL.canParse(url)) throw new Error('An address of Redis is no URL.');
  return new URL(url);
}
