import { writeFileSync } from 'node:fs';

/** A reporter for vitest: writes `{passed, failed}` to the file that BESAGE_TEST_COUNT names. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: unhandledErrors.length };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') count[state] += 1;
      }
    }
    writeFileSync(process.env.BESAGE_TEST_COUNT, JSON.stringify(count));
  }
}
