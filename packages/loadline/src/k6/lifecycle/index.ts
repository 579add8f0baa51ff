import type { Options } from 'k6/options';
import { OWN } from '../../core/spec/own-variables';
import type { RunSpec } from '../../core/spec/run-spec';
import { ConfigurationError, throwProblems } from '../../core/text/problem';
import type { RunData } from '../auth/session';
import { callNames } from '../measure/calls';
import { declaredTables } from '../user/records';
import type { SuiteDeclaration } from '../user/suite-definition';
import { type Exec, virtualUsers } from '../user/virtual-users';
import { asItComes } from './as-it-comes';
import { declarationProblems, fileProblems } from './declaration-problems';
import { readNamed } from './given-spec';
import type { PlanFiles } from './load-spec';
import { passGate } from './phase-gate';
import { withProbes } from './probe-options';
import { refuse } from './refuse-others';
import { type AboutRun, RunControl } from './run';
import type { SummaryData } from './summary';
import { readTables } from './table-problems';

/** What a suite exports to k6 and loadline in the script that plans, sets up, cleans up and summarizes the run. */
export interface ControlledSuite {
  readonly options: Options;
  /** The planned run, for programs that load the bundle: the build's checks and `bin/loadline`. */
  readonly about: AboutRun;
  /** The work of `setup`, for a suite that adds its own. */
  prepare(): Promise<RunData>;
  setup(): RunData;
  teardown(data: RunData): Promise<void>;
  handleSummary(data: SummaryData): Record<string, string>;
}

/** Names with a meaning in k6 or loadline, which a journey cannot have. */
const TAKEN = [
  'default',
  'options',
  'about',
  'prepare',
  'setup',
  'teardown',
  'handleSummary',
  'debug',
  'generator',
  'warmUp',
];

/** What the build knows of a suite. */
export interface BuiltSuite {
  /** Name of its file and its bundle. */
  readonly name: string;
  /** The content of `thresholds/<name>.json`. Absent: there is no such file, and the suite has its thresholds from elsewhere. */
  readonly thresholds?: unknown;
}

/**
 * Makes everything that a suite exports to k6: the planned run and the functions of virtual users. Two variables of `OWN`
 * may name files: the spec that `bin/loadline` made before it started k6, and profiles and thresholds that replace those
 * that were built in.
 * @param profiles files of `plans/profiles/` by name, as the build read them
 * @param built the file of the suite and of its thresholds, which the declaration must match
 * @throws {ConfigurationError} listing all problems with variables, profile and thresholds, before any request
 */
export function controlSuite(
  declared: SuiteDeclaration,
  profiles: Readonly<Record<string, unknown>>,
  built?: BuiltSuite,
): ControlledSuite & Record<string, unknown> {
  throwProblems([...declarationProblems(declared), ...(built ? fileProblems(declared, built) : [])]);
  const { users, ...suite } = declared;
  const taken = Object.keys(users.journeys).filter((name) => TAKEN.includes(name));
  if (taken.length > 0) {
    const message = `has a meaning in k6 or loadline: give the journey another name than ${TAKEN.join(', ')}`;
    throw new ConfigurationError(
      taken.map((name) => ({ code: 'suite-declaration', where: `journey ${name}`, message })),
    );
  }
  const tables = readTables(declaredTables, (path) => open(path));
  const builtIn = { profiles, thresholds: suite.thresholds, tables } as PlanFiles;
  const files = { ...builtIn, ...read<PlanFiles>(OWN.planFiles) };
  const spec = read<RunSpec>(OWN.spec);
  const run = new RunControl({ ...suite, ...users }, callNames, __ENV, files, spec);
  const control: ControlledSuite = {
    // A copy, because k6 writes its final options into the exported object, and the plan must stay as it is.
    options: withProbes(run.options, suite.probes ?? []),
    about: run.about,
    prepare: () => run.setUp(),
    setup: () => asItComes(() => run.setUp()),
    teardown: (data) => run.tearDown(data),
    handleSummary: (data) => run.summarize(data),
  };
  const functions: Record<string, Exec> = virtualUsers(users);
  const around = suite.around?.(control) ?? control;
  const teardown: ControlledSuite['teardown'] = (data) => {
    passGate('clean-up');
    return around.teardown(data);
  };
  return { ...functions, ...around, teardown };
}

function read<Content>(name: string): Content | undefined {
  return readNamed(name, __ENV[name], (problem) => refuse([problem]));
}
