import * as exec from 'k6/execution';
import type { Options } from 'k6/options';
import type { RunDescription } from '../load/run-description';
import { callNames, countCalls } from './calls';
import { asItComes, RunControl } from './control';
import type { SummaryData } from './control/summary';
import { watchGenerator } from './generator';
import { Pass, runPass } from './journey';
import { isSetUp, plannedJourney, type RunData } from './session';
import { useSettings } from './settings';
import type { Suite } from './suite-definition';
import { VirtualUser } from './virtual-user';

/** A suite as an entry file exports it to k6. Virtual users have of it only what they run. */
export interface RunnableSuite {
  readonly options: Options;
  /** The run as planned, for whoever loads the bundle to look at it: the build's checks, `bin/loadline`. */
  readonly about: RunDescription;
  /** The work of `setup`, for whoever has more to set up. */
  prepare(): Promise<RunData>;
  setup(): RunData;
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
 * Makes a suite runnable. What a pass does not need happens only where k6 reads options, sets up, cleans up and sums up
 * (`__VU` 0): the build leaves the code for it out of what virtual users load.
 * @throws {ConfigurationError} listing all that is wrong with variables, profile and limits, before any request
 */
export function defineSuite(suite: Suite): RunnableSuite {
  const passes: Pick<RunnableSuite, 'options' | 'journey' | 'debug' | 'generator'> = {
    // An entry file may take them apart, here too.
    options: {},
    journey: (name) => journeyFunction(suite, name),
    debug: (data) => passInTurn(suite, data),
    generator: () => watchGenerator(Number(__ENV.WATCH_MS)),
  };
  if (__VU !== 0) return passes as RunnableSuite;
  const run = new RunControl(suite, callNames, __ENV);
  return {
    ...passes,
    options: run.options,
    about: run.description,
    prepare: () => run.setUp(),
    setup: () => asItComes(() => run.setUp()),
    teardown: (data) => run.tearDown(data),
    handleSummary: (data) => run.summarize(data),
  };
}

function journeyFunction(suite: Suite, name: string): (data: RunData) => void | Promise<void> {
  const journey = suite.journeys[name];
  if (!journey) throw new Error(`suite ${suite.name} has no journey "${name}"`);
  let user: VirtualUser | undefined;
  return (data) => {
    if (user) return user.pass();
    if (!isSetUp(data)) return;
    const account = suite.signIn?.findAccount(data);
    const first = new VirtualUser(name, journey, data, suite.signIn?.sessionOf(data));
    user = first;
    return account ? account.then(() => first.pass()) : first.pass();
  };
}

/** One pass of each journey of the plan, one after the other. */
async function passInTurn(suite: Suite, data: RunData): Promise<void> {
  if (!isSetUp(data)) return;
  await suite.signIn?.findAccount(data);
  const session = suite.signIn?.sessionOf(data);
  useSettings(data.settings);
  if (data.countsCalls) countCalls();
  for (const name of Object.keys(data.journeys)) {
    const journey = suite.journeys[name];
    if (!journey) continue;
    const { maxDurationMs, pauseMs } = plannedJourney(data, name);
    exec.vu.metrics.tags.journey = name;
    const pass = new Pass(0, data.mark, session, maxDurationMs, pauseMs);
    await runPass(name, journey, pass, 0);
  }
}
