import {
  DefaultReporter,
  type TestCase,
  type TestModule,
  type TestRunEndReason,
  type TestSpecification,
} from 'vitest/node';

const SLOWEST = 10;
/** Characters of an error that the list of failed tests shows. */
const MOST_CHARACTERS = 200;

/**
 * The output of `make test` and similar targets, see tests/run.sh: a numbered line for each finished file, and at the end
 * the errors, the slowest files, and the name of each failed test with the first line of each of its errors, so that the end
 * of a log is enough to know what happened.
 */
export default class FileReporter extends DefaultReporter {
  private files = 0;
  private ended = 0;

  override onTestRunStart(specifications: readonly TestSpecification[]): void {
    super.onTestRunStart(specifications);
    this.files = specifications.length;
    this.ended = 0;
  }

  /** Prints a line for a file, and below it the failed tests and the reasons of skipped ones. */
  protected override printTestModule(module: TestModule): void {
    this.ended += 1;
    const mark = module.ok() ? '✓' : '✗';
    const count = (state: 'passed' | 'failed' | 'skipped') => [...module.children.allTests(state)].length;
    const counts = [`${count('passed')} passed`];
    if (count('failed') > 0) counts.push(`${count('failed')} failed`);
    if (count('skipped') > 0) counts.push(`${count('skipped')} skipped`);
    this.log(
      `file ${this.ended} of ${this.files} ${mark} ${nameOf(module)}: ${counts.join(', ')}, ${secondsOf(module)} s`,
    );
    for (const test of module.children.allTests('failed')) this.log(`  ✗ ${test.fullName}`);
    for (const test of module.children.allTests('skipped')) {
      const note = noteOf(test);
      if (note !== undefined) this.log(`  skipped: ${test.fullName}: ${note}`);
    }
  }

  override onTestRunEnd(
    modules: readonly TestModule[],
    errors: Parameters<DefaultReporter['onTestRunEnd']>[1],
    reason: TestRunEndReason,
  ): void {
    super.onTestRunEnd(modules, errors, reason);
    const slowest = modules.toSorted((a, b) => msOf(b) - msOf(a)).slice(0, SLOWEST);
    this.log(`The slowest files:`);
    for (const module of slowest) this.log(`  ${secondsOf(module).padStart(6)} s  ${nameOf(module)}`);
    const failed = modules.filter((module) => !module.ok());
    if (failed.length === 0) return;
    this.log('Failed:');
    for (const module of failed) {
      const tests = [...module.children.allTests('failed')];
      for (const test of tests)
        this.printFailed(`${nameOf(module)} > ${test.fullName}`, test.result().errors);
      // The file could not be loaded, or one of its hooks failed.
      if (tests.length === 0) this.printFailed(nameOf(module), module.errors());
    }
  }

  /** @param errors of all attempts, as a test on a starved machine is repeated */
  private printFailed(name: string, errors: readonly { message: string }[] = []): void {
    this.log(`  ${name}`);
    for (const { message } of errors)
      this.log(`    ${(message.split('\n')[0] ?? '').slice(0, MOST_CHARACTERS)}`);
  }
}

function nameOf({ project, relativeModuleId }: TestModule): string {
  return `${project.name === '' ? '' : `|${project.name}| `}${relativeModuleId}`;
}

/** Duration of a file in ms, with its imports and hooks. */
function msOf(module: TestModule): number {
  const { duration, collectDuration, setupDuration, prepareDuration } = module.diagnostic();
  return duration + collectDuration + setupDuration + prepareDuration;
}

function secondsOf(module: TestModule): string {
  return (msOf(module) / 1_000).toFixed(1);
}

/** Reason why a test has skipped itself; undefined for a test that was not selected. */
function noteOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}
