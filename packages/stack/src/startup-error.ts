/** What stands in the way of a start and what to do about it, in one sentence for whoever typed the command. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
