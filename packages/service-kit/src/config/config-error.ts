/** The service cannot start as it is set up. Its message is for whoever sets it up, and holds no setting's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
