import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { throwProblems } from '../load/problem';
import type { RunDescription } from '../load/run-description';
import { dueInstants } from '../load/schedule';
import { readAccounts } from './accounts';
import { callNames, PhaseCaller } from './calls';
import { enterCleanUp } from './clock';
import type * as control from './control';
import type { SummaryData } from './control/summary';
import { Env } from './env';
import { Pass, runPass } from './journey';
import { metrics, zeroCounters } from './metrics';
import { accountOf, BearerSession, openSessions, type RunData, type SignIn } from './session';
import type { SuiteDefinition } from './suite-definition';

/** What a suite is made of. */
export interface Suite extends SuiteDefinition {
  readonly signIn: SignIn;
  /** Removes what the run made. @returns how many records could not be removed */
  readonly cleanUp: (caller: PhaseCaller, data: RunData) => Promise<number>;
}

/** A suite as an entry file exports it to k6. */
export interface RunnableSuite {
  readonly options: Options;
  /** The run as planned, for whoever loads the bundle to look at it: the build's checks, `bin/loadline`. */
  readonly about: RunDescription | undefined;
  setup(): Promise<RunData>;
  /** The function that k6 runs for each pass of a journey. */
  journey(name: string): (data: RunData) => void | Promise<void>;
  teardown(data: RunData): Promise<void>;
  handleSummary(data: SummaryData): Record<string, string>;
}

/**
 * Makes a suite runnable. What a pass does not need happens only where k6 reads options, sets up, cleans up
 * and sums up (`__VU` 0), in a file that virtual users never load.
 * @throws {ConfigurationError} listing all that is wrong with variables, profile and limits, before any request
 */
export function defineSuite(suite: Suite): RunnableSuite {
  const run = __VU === 0 ? new (loadControl().RunControl)(suite, callNames, __ENV) : undefined;
  return {
    options: run?.plan.options ?? {},
    about: run?.description,
    async setup() {
      const control = inControl(run);
      throwProblems(control.env.problems);
      for (const line of control.describe()) console.log(line);
      zeroCounters();
      const sessions = await openSessions(control.sessionCount, control.accounts, suite.signIn);
      return { runId: control.runId, startedAtMs: Date.now(), sessions, schedules: control.plan.schedules };
    },
    journey: (name) => journeyFunction(suite, name),
    async teardown(data) {
      enterCleanUp();
      const { accounts } = inControl(run);
      const [token = ''] = data.sessions;
      const session = new BearerSession(token, () => accountOf(0, accounts), suite.signIn);
      const left = await suite.cleanUp(new PhaseCaller('teardown', session), data);
      metrics.recordsLeft.add(left);
    },
    handleSummary(data) {
      const runId = (data.setup_data as RunData | undefined)?.runId;
      // k6 writes this object to --summary-export after us: the tokens must not go there.
      delete data.setup_data;
      return inControl(run).summarize(data, runId);
    },
  };
}

/** Text that every record made in a run carries, so that it can be found and removed. */
export function markOf(runId: string): string {
  return `loadline-${runId}`;
}

function journeyFunction(suite: Suite, name: string): (data: RunData) => void | Promise<void> {
  const journey = suite.journeys[name];
  if (!journey) throw new Error(`suite ${suite.name} has no journey "${name}"`);
  let user: { session: BearerSession; dueMs: (pass: number) => number; mark: string } | undefined;
  return (data) => {
    user ??= { ...signedIn(suite, data), dueMs: dueMsOf(data, name), mark: markOf(data.runId) };
    const number = exec.scenario.iterationInTest;
    const pass = new Pass(number, user.mark, user.session, journey.plan.maxDurationMs);
    return runPass(name, journey, pass, user.dueMs);
  };
}

function signedIn(suite: Suite, { sessions }: RunData): { session: BearerSession } {
  const index = (exec.vu.idInTest - 1) % sessions.length;
  const account = () => accountOf(index, readAccounts(new Env(__ENV), Object.keys(__ENV)));
  return { session: new BearerSession(sessions[index] ?? '', account, suite.signIn) };
}

function dueMsOf({ schedules }: RunData, name: string): (pass: number) => number {
  const schedule = schedules[name];
  if (!schedule) throw new Error(`set-up made no schedule for journey "${name}"`);
  return dueInstants(schedule);
}

/** k6's `require`, at run time: webpack leaves it alone. */
declare const __non_webpack_require__: (path: string) => unknown;

function loadControl(): typeof control {
  return __non_webpack_require__('./control.js') as typeof control;
}

function inControl(run: control.RunControl | undefined): control.RunControl {
  if (!run) throw new Error('this part of a suite runs only where k6 sets up, cleans up and sums up');
  return run;
}
