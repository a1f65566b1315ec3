import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The proof takes two minutes and mostly waits: the others run beside it. */
class ProofFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isProof = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('/prove.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter(isProof), ...sorted.filter((file) => !isProof(file))];
  }
}

/** Workspace packages load from their TypeScript source, in tests and in the global setup: neither needs a build. */
const fromSource = {
  name: 'besage:from-source',
  configEnvironment: () => ({ resolve: { conditions: ['@besage/source', 'node'] } }),
};

export default defineConfig({
  plugins: [fromSource],
  test: {
    pool: 'forks',
    // To load what is tested anew for each file would take a third of the time. A file leaves nothing behind, and those
    // that need PostgreSQL and Redis have a database and streams, or servers, of their own.
    isolate: false,
    // On any machine: all of them share one PostgreSQL and its connections. Much of the time they wait.
    maxWorkers: 4,
    sequence: { shuffle: { tests: true, files: false }, sequencer: ProofFirst },
    expect: {
      // A test that cannot fail is a defect.
      requireAssertions: true,
      // Conditions are waited for: on a busy machine too.
      poll: { interval: 20, timeout: 10_000 },
    },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{apps,packages}/*/src/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: ['{apps,packages}/*/test/**/*.int.test.ts'],
          globalSetup: 'packages/stack/src/testing/global-setup.ts',
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['packages/e2e/test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
