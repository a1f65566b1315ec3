/** A question to something that we depend on. */
export type Probe = () => unknown;
type Connection = 'connected' | 'disconnected';

export interface Health {
  healthy: boolean;
  database: Connection;
  redis: Connection;
}

/**
 * Asks what a service depends on whether it answers. However many want to know at the same time, each is asked once: nobody
 * limits how often that is.
 *
 * @param probes each a question that only the living can answer
 * @param timeoutMs milliseconds after which no answer is one, too
 */
export function healthCheck(probes: { database: Probe; redis: Probe }, timeoutMs: number): () => Promise<Health> {
  let underWay: Promise<Health> | undefined;
  const check = async (): Promise<Health> => {
    const [database, redis] = await Promise.all([
      answers(probes.database, timeoutMs),
      answers(probes.redis, timeoutMs),
    ]);
    return { healthy: database && redis, database: inWords(database), redis: inWords(redis) };
  };
  return () => (underWay ??= check().finally(() => (underWay = undefined)));
}

const inWords = (isThere: boolean): Connection => (isThere ? 'connected' : 'disconnected');

/** Whether a question is answered in time, and by anything but `false`. */
export function answers(probe: Probe, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const say = (isThere: boolean) => {
      clearTimeout(timer);
      resolve(isThere);
    };
    Promise.resolve()
      .then(probe)
      .then(
        (answer) => say(answer !== false),
        () => say(false),
      );
  });
}
