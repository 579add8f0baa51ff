import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { k6Aliases, k6Globals } from './packages/loadline/src/testing/index';

/** See tests/harness/starved.ts. */
export const AGAIN_WHEN_STARVED = {
  setupFiles: [fileURLToPath(new URL('tests/harness/starved.ts', import.meta.url))],
  retry: { count: 2, condition: /^the machine starved this test/ },
};

/**
 * What `make test` leaves to `make test-all`: further suites and services, the commands of the documents, packages. Not every
 * change needs them, and together they take longer than the rest.
 */
const MORE = testFiles(
  'addresses',
  'api-report',
  'archive',
  'auth-probes',
  'auth-probes-chater',
  'capacity',
  'chater',
  'cloud',
  'cloud-here',
  'cloud-missing',
  'cloud-upload',
  'collect',
  'collect-server',
  'collector',
  'console',
  'console-folder',
  'console-history',
  'console-runs',
  'converted',
  'demo',
  'digest',
  'etcd',
  'faults-short',
  'fractal',
  'fractal-set-up',
  'hard-limits',
  'k6-environment',
  'k6-out',
  'lint',
  'init-refusals',
  'listener-options',
  'manifest',
  'metrics-out',
  'no-rebuild',
  'observe',
  'own-times',
  'own-variables',
  'package',
  'pauses',
  'proxy',
  'records',
  'requests',
  'requests-settings',
  'secrets',
  'seed',
  'serve',
  'sign-ins',
  'sockets',
  'sweep',
  'telemetry',
  'terminal',
  'tracing',
  'upgrade',
  'warm-up',
  'wrong-target',
);

/**
 * And of pace, starved generators, faults in short loads, and builds: these want the machine for themselves, or would starve
 * others.
 */
const ALONE = testFiles(
  'build',
  'bundle',
  'contributing',
  'document-commands',
  'lost-ends',
  'own-service',
  'pacing',
  'pacing-shapes',
  'prove',
  'prove-addresses',
  'sessions',
  'validity',
  'what-scripts-hide',
);

/** A generator's own CPU is measured. */
const OWN_CPU = 'tests/faults/generator-cpu.test.ts';

function testFiles(...names: readonly string[]): string[] {
  return names.map((name) => `tests/${name}.test.ts`);
}

/**
 * Tests of code without state. The test files of a worker share their modules here, which takes a third of the time. The test of
 * Those that are left out mock a module that the others may have loaded before.
 */
const STATELESS =
  'packages/loadline/src/{core,plans,results,ui}/**/!(replace-file|replace-mount|unreadable).test.ts';

/** Thousands of simulated comparisons, and loads of days: for `make test-all`. */
const SIMULATIONS = [
  'packages/loadline/src/results/compare/compare-runs.test.ts',
  'packages/loadline/src/results/samples/seconds.test.ts',
];

/** Unit tests open no browser. */
const IN_A_BROWSER = '**/*-browser.test.ts';

/** The report in every state, width, theme and on paper: for `make test-all`, as it takes two minutes. */
const EVERY_STATE = '**/states-browser.test.ts';

type Options = NonNullable<TestProjectInlineConfiguration['test']>;

/** A project of `make test` that starts no k6. */
function quick(name: string, options: Options): TestProjectInlineConfiguration {
  // On two processors, vitest itself would take one worker.
  const all = { maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 };
  return { extends: true, test: { name, ...all, ...options } };
}

/**
 * A project whose tests start k6.
 * @param place projects run one after the other, in this order: they have different numbers of workers
 */
function withK6(name: string, place: number, options: Options): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      globalSetup: ['tests/harness/build-fixture-suites.ts'],
      sequence: { groupOrder: place },
      testTimeout: 240_000,
      hookTimeout: 240_000,
      ...AGAIN_WHEN_STARVED,
      ...options,
    },
  };
}

const PATIENT = { testTimeout: 600_000, hookTimeout: 600_000 };

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
      quick('unit', {
        setupFiles: [k6Globals],
        include: ['{src,packages,tools,bench}/**/*.test.ts'],
        exclude: ['**/node_modules/**', IN_A_BROWSER, STATELESS],
      }),
      quick('unit-stateless', {
        isolate: false,
        setupFiles: [k6Globals],
        include: [STATELESS],
        exclude: [IN_A_BROWSER, ...SIMULATIONS],
      }),
      quick('unit-more', { setupFiles: [k6Globals], include: SIMULATIONS }),
      // The reference services are tested as the servers that they are.
      quick('services', { include: ['services/src/**/*.test.ts'] }),
      quick('browser', { include: [`packages/${IN_A_BROWSER}`], exclude: [EVERY_STATE] }),
      quick('browser-more', { include: [EVERY_STATE] }),
      withK6('k6', 1, {
        include: ['tests/*.test.ts'],
        exclude: [...MORE, ...ALONE],
        // Loads are small: most of the time these tests wait, and none of them depends on how fast the machine is.
        maxWorkers: 4,
      }),
      withK6('k6-more', 2, { include: MORE, maxWorkers: 3 }),
      withK6('k6-alone', 3, { include: [...ALONE, OWN_CPU], fileParallelism: false }),
      // They build, install and start a control plane: what is about whole machines takes its time.
      withK6('delivery', 5, { include: ['tests/delivery/*.test.ts'], fileParallelism: false, ...PATIENT }),
      withK6('container', 7, { include: ['tests/container/*.test.ts'], fileParallelism: false, ...PATIENT }),
      withK6('k8s', 6, { include: ['tests/k8s/*.test.ts'], fileParallelism: false, ...PATIENT }),
      withK6('faults', 4, { include: ['tests/faults/*.test.ts'], exclude: [OWN_CPU], maxWorkers: 2 }),
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
