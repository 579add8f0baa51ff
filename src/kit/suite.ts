import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { throwProblems } from '../load/problem';
import type { RunDescription } from '../load/run-description';
import { callNames, PhaseCaller } from './calls';
import { enterCleanUp } from './clock';
import type * as control from './control';
import type { SummaryData } from './control/summary';
import { watchGenerator } from './generator';
import { Pass, runPass } from './journey';
import { log } from './log';
import { metrics, zeroCounters } from './metrics';
import { accountOf, BearerSession, openSessions, type RunData, type SignIn } from './session';
import type { SuiteDefinition } from './suite-definition';
import { uncaught } from './uncaught';
import { markOf, sessionOf, VirtualUser } from './virtual-user';

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
  /** Runs each chosen journey once, in order: what k6 runs instead with `DEBUG=1`. */
  debug(data: RunData): Promise<void>;
  /** Watches the generator from an idle virtual user. */
  generator(): Promise<void>;
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
    setup: () => uncaught(setUp(suite, inControl(run))),
    journey: (name) => journeyFunction(suite, name),
    debug: (data) => passInTurn(suite, data),
    generator: () => watchGenerator(Number(__ENV.WATCH_MS)),
    teardown: (data) => uncaught(tearDown(suite, inControl(run), data)),
    handleSummary(data) {
      const runId = (data.setup_data as RunData | undefined)?.runId;
      // k6 writes this object to --summary-export after us: the tokens must not go there.
      delete data.setup_data;
      return inControl(run).summarize(data, runId);
    },
  };
}

async function setUp(suite: Suite, control: control.RunControl): Promise<RunData> {
  throwProblems(control.env.problems);
  for (const line of control.describe()) log.info(line);
  zeroCounters();
  const sessions = await openSessions(control.sessionCount, control.accounts, suite.signIn);
  const { schedules, steps } = control.plan;
  return { runId: control.runId, startedAtMs: Date.now(), sessions, schedules, steps };
}

/** A clean-up that fails does not throw: k6 would end with that, whatever the load has shown. */
async function tearDown(suite: Suite, { accounts }: control.RunControl, data: RunData): Promise<void> {
  enterCleanUp();
  const [token = ''] = data.sessions;
  const session = new BearerSession(token, () => accountOf(0, accounts), suite.signIn);
  try {
    metrics.recordsLeft.add(await suite.cleanUp(new PhaseCaller('teardown', session), data));
  } catch (error) {
    log.error(`the clean-up failed, counted as one record left: ${error}`);
    metrics.recordsLeft.add(1);
  }
}

function journeyFunction(suite: Suite, name: string): (data: RunData) => void | Promise<void> {
  const journey = suite.journeys[name];
  if (!journey) throw new Error(`suite ${suite.name} has no journey "${name}"`);
  let user: VirtualUser | undefined;
  return (data) => {
    user ??= new VirtualUser(name, journey, data, suite.signIn);
    return user.pass();
  };
}

/** One pass of each journey of the plan, one after the other. */
async function passInTurn(suite: Suite, data: RunData): Promise<void> {
  const session = sessionOf(data, suite.signIn);
  for (const name of Object.keys(data.schedules)) {
    const journey = suite.journeys[name];
    if (!journey) continue;
    exec.vu.metrics.tags.journey = name;
    const pass = new Pass(0, markOf(data.runId), session, journey.plan.maxDurationMs);
    await runPass(name, journey, pass, 0);
  }
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
