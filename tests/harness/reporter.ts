import type { Reporter, TestModule } from 'vitest/node';

/** Prints the run's one closing line, `N passed, N failed`, which people and continuous integration read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failedTests = tests.filter((test) => test.result().state === 'failed').length;
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const failed = failedTests + brokenModules + unhandledErrors.length;
    process.once('exit', () => console.log(`${passed} passed, ${failed} failed`));
  }
}
