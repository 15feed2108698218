import { defineConfig } from 'vitest/config';

/** Synthesis in tests validates only where a test asks for it: CDK's validator costs 1.4 s a run. */
const env = { CDK_VALIDATION: 'false' };

export default defineConfig({
  test: {
    reporters: ['default', './tests/harness/reporter.ts'],
    projects: [
      {
        test: {
          name: 'domain',
          include: ['tests/*.test.ts', 'tests/domain/**/*.test.ts', 'tests/functions/**/*.test.ts'],
          env,
        },
      },
      {
        test: {
          name: 'local',
          include: ['tests/local/**/*.test.ts', 'tests/adapters/**/*.test.ts'],
          env,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { test: { name: 'infra', include: ['tests/infra/**/*.test.ts'], env, testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          env,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'journey',
          include: ['tests/journey/**/*.test.ts'],
          env,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          globalSetup: './tests/harness/global-setup.ts',
        },
      },
    ],
  },
});
