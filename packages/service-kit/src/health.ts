type Probe = () => PromiseLike<unknown>;
type Connection = 'connected' | 'disconnected';

export interface Health {
  healthy: boolean;
  database: Connection;
  redis: Connection;
}

/**
 * Asks what a service depends on whether it answers.
 * @param probes each a question that only the living can answer
 * @param timeoutMs milliseconds after which no answer is one, too
 */
export async function checkHealth(probes: { database: Probe; redis: Probe }, timeoutMs: number): Promise<Health> {
  const [database, redis] = await Promise.all([check(probes.database, timeoutMs), check(probes.redis, timeoutMs)]);
  return { healthy: database === 'connected' && redis === 'connected', database, redis };
}

function check(probe: Probe, timeoutMs: number): Promise<Connection> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('disconnected'), timeoutMs);
    const say = (connection: Connection) => () => {
      clearTimeout(timer);
      resolve(connection);
    };
    Promise.resolve().then(probe).then(say('connected'), say('disconnected'));
  });
}
