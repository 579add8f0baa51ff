import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { LOADLINE_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    // Or else `?raw` of a style would be empty.
    css: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          // For a test that hangs: on a busy machine the 5 s of vitest are too few.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'k6',
          include: ['tests/**/*.test.ts'],
          // Load generator, service under test and their timing share the machine: one file at a time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          exclude: ['tests/long/**', 'tests/faults/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
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
