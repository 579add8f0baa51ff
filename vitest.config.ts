import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { k6Aliases, k6Globals } from './packages/loadline/src/testing/index';

/** See tests/harness/starved.ts. */
export const ONCE_MORE_WHEN_STARVED = {
  setupFiles: [fileURLToPath(new URL('tests/harness/starved.ts', import.meta.url))],
  retry: { count: 1, condition: /^the machine starved this test/ },
};

/** Tests of pace, starved generators and builds: they want the machine for themselves, or would starve others. */
const ALONE = [
  'tests/build.test.ts',
  'tests/bundle.test.ts',
  'tests/contributing.test.ts',
  'tests/lost-ends.test.ts',
  'tests/pacing.test.ts',
  'tests/pacing-shapes.test.ts',
  'tests/validity.test.ts',
];

export default defineConfig({
  // In this repository, the package is its sources.
  resolve: { alias: k6Aliases, conditions: ['loadline-source'] },
  ssr: { resolve: { conditions: ['loadline-source'], externalConditions: ['loadline-source'] } },
  define: { LOADLINE_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    // Or else `?raw` of a style would be empty.
    css: true,
    // Of the documents, whose commands are mostly loads of two seconds.
    maxConcurrency: 3,
    // Time limits are there for what hangs, not for what is slow: a machine may have other work.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          setupFiles: [k6Globals],
          include: ['{src,packages,services/src,tools}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'k6',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/long/**', 'tests/faults/**', ...ALONE],
          // Their loads are small, and none of them depends on how fast the machine is.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
          ...ONCE_MORE_WHEN_STARVED,
        },
      },
      {
        extends: true,
        test: {
          name: 'k6-alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
          ...ONCE_MORE_WHEN_STARVED,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          ...ONCE_MORE_WHEN_STARVED,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['tests/long/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 1_800_000,
        },
      },
    ],
  },
});
