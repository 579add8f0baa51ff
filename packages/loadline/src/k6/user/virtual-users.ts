import * as exec from 'k6/execution';
import type { K6Settings } from '../../core/spec/k6-variables';
import { isSetUp, plannedJourney, type RunData } from '../auth/session';
import { countCalls, useFullNames } from '../measure/calls';
import { watchGenerator } from '../measure/generator';
import { watchTimers } from '../measure/timers';
import { enableTracing } from '../measure/traceparent';
import { Iteration, runIteration } from './journey';
import { useMark } from './mark';
import { useSettings } from './settings';
import type { Users } from './suite-definition';
import { VirtualUser } from './virtual-user';
import { warmUp } from './warm-up';

/** A function that k6 runs in a virtual user. */
export type Exec = (data: RunData) => void | Promise<void>;

/** The functions that k6 runs in virtual users: one for each journey, by its name, and these three. */
export interface UserFunctions {
  /** Runs each chosen journey once, in order. With `DEBUG=1`, k6 runs this function instead of the journeys. */
  readonly debug: Exec;
  /** Connects the virtual user, before the load. */
  readonly warmUp: Exec;
  /** Watches the generator from an idle virtual user. */
  readonly generator: Exec;
  readonly [journey: string]: Exec;
}

/** Makes the functions of a suite that virtual users run, in the form that k6 wants exported. */
export function virtualUsers(users: Users): UserFunctions {
  watchTimers();
  if (users.mark) useMark(users.mark);
  return {
    ...Object.fromEntries(Object.keys(users.journeys).map((name) => [name, journeyFunction(users, name)])),
    debug: (data) => iterationsInTurn(users, data),
    warmUp: (data) => warmUp(users, data),
    generator: () => watchGenerator(Number(__ENV.WATCH_MS)),
  };
}

function journeyFunction(users: Users, name: string): Exec {
  let user: VirtualUser | undefined;
  return (data) => {
    if (user) return user.iteration();
    const journey = users.journeys[name];
    if (!journey) return;
    if (!isSetUp(data ?? {})) return stopWithoutSetUp();
    const account = users.signIn?.findAccount(data);
    const first = new VirtualUser(name, journey, data, users.signIn?.sessionOf(data));
    user = first;
    return account ? account.then(() => first.iteration()) : first.iteration();
  };
}

/** Stops a run without set-up. Set-up plans and signs in, so nothing would happen in the whole run. */
function stopWithoutSetUp(): void {
  if ((exec.test.options as K6Settings).noSetup) {
    exec.test.abort(
      'set-up was left out by noSetup: remove --no-setup, and noSetup from the config file of k6',
    );
  }
}

/** Runs one iteration of each planned journey, one after the other. */
async function iterationsInTurn(users: Users, data: RunData): Promise<void> {
  if (!isSetUp(data ?? {})) return stopWithoutSetUp();
  await users.signIn?.findAccount(data);
  const session = users.signIn?.sessionOf(data);
  useSettings(data.settings);
  if (data.countsCalls) countCalls();
  enableTracing(data.tracedPerMillion);
  useFullNames(data.fullNames);
  for (const name of Object.keys(data.journeys)) {
    const journey = users.journeys[name];
    if (!journey) continue;
    const { maxDurationMs, pauseMs, calls, causes } = plannedJourney(data, name);
    exec.vu.metrics.tags.journey = name;
    const iteration = new Iteration(0, data.mark, session, maxDurationMs, pauseMs, calls, causes);
    await runIteration(name, journey, iteration, 0);
  }
}
