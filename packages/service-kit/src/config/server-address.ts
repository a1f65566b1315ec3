/**
 * Whether this is the address of a PostgreSQL server. One that listens on a Unix socket has no host, but for the
 * parameter `host`.
 */
export function isPostgresAddress(text: string): boolean {
  return isAddress(text.replace('@/', '@socket/'), /^postgres(ql)?:$/);
}

/** Whether this is the address of a Redis server, or of several nodes of a Redis Cluster with commas in between. */
export function isRedisAddress(text: string): boolean {
  const nodes = text.split(/,\s*(?=rediss?:\/\/)/);
  return nodes.every((node) => isAddress(node.trim(), /^rediss?:$/) && new URL(node.trim()).hostname !== '');
}

function isAddress(text: string, protocol: RegExp): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  // A password with a slash that is not percent-encoded ends where the slash is, and the rest of it would be a path.
  const isMisread = text.includes('@') && url.username === '' && url.password === '';
  return protocol.test(url.protocol) && !isMisread && isDecodable(url.username + url.password);
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
