import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { LOADLINE_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    // Or else `?raw` of a style would be empty.
    css: true,
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts', 'tools/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'k6',
          include: ['tests/**/*.test.ts'],
          // Load generator, service under test and their timing share the machine: one file at a time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
