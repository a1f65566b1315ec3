import { Type } from 'typebox';

/**
 * A setting that limits something: any number in development, where load tests and many accounts from one address are
 * daily work, and strict in production. 0 switches it off in both.
 *
 * @param inProduction its default there, see `loadConfig`
 */
export function limitSetting(inProduction: number, description: string) {
  return Type.Integer({
    minimum: 0,
    default: 0,
    inProduction,
    description: `${description}; 0 for any number`,
  });
}
