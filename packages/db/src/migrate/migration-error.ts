/** Why a database could not be brought up to date, in a sentence for whoever runs it. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
