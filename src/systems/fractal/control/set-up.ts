import {
  asItComes,
  type ControlledSuite,
  didYouMean,
  isSetUp,
  log,
  PhaseCaller,
  type RunData,
  type RunSpec,
  setting,
  throwProblems,
  useSettings,
} from 'loadline';
import { numberOfUsers, userOf } from '../users';
import { adminToken, makeUser, regions, removeUser } from './accounts';
import { Patience } from './patience';
import { admin, isSetUpOnly, missingAdmin } from './variables';

/** What Fractal takes of one address in a minute. */
const CALLS_A_MINUTE = 10;
/** A user whose name is taken: refused, not logged in, deleted, made. */
const CALLS_TO_MAKE = 4;
/** Deleted, and looked up when there was none. */
const CALLS_TO_REMOVE = 2;

/** A suite around whose passes the users are made and removed, as the administrator. */
export function withUsers(suite: ControlledSuite): ControlledSuite {
  const users = usersIn(suite.about.spec);
  const problems = missingAdmin();
  return {
    ...suite,
    about: { ...suite.about, problems: [...suite.about.problems, ...problems] },
    options: {
      ...suite.options,
      ...(isSetUpOnly && { scenarios: { nothing: NOTHING }, thresholds: {} }),
      setupTimeout: minutesFor(users, CALLS_TO_MAKE),
      teardownTimeout: minutesFor(users, CALLS_TO_REMOVE),
    },
    setup: () => {
      throwProblems(problems);
      return asItComes(async (begin) => makeUsers(await suite.prepare(), users, begin));
    },
    // Who only wants users keeps them, but not a part of them.
    teardown: (data) => (isSetUpOnly && isSetUp(data) ? Promise.resolve() : suite.teardown(data)),
    handleSummary: (data) => {
      if (!isSetUpOnly) return suite.handleSummary(data);
      delete data.setup_data;
      return {};
    },
  };
}

/** The users that this instance makes and removes, by number. */
export function ownUsers(): number[] {
  const instances = Number(setting('INSTANCES'));
  const part = { instances, instance: Number(setting('INSTANCE')) };
  const users = Number(setting('USERS'));
  const turns = Array.from({ length: numberOfUsers(users, part) }, (_, turn) => turn * instances);
  return turns.map((iteration) => userOf(iteration, users, part));
}

const NOTHING = { executor: 'per-vu-iterations', exec: 'debug', vus: 1, iterations: 1 } as const;

/** An iteration that is only looked at is the first user's. */
function usersIn({ debug, users }: RunSpec): number {
  return debug ? 1 : users;
}

function minutesFor(users: number, calls: number): string {
  return `${Math.ceil((users * calls) / CALLS_A_MINUTE) + 1}m`;
}

/**
 * Makes the users of this instance, or none before a sweep.
 * @param begin told what a clean-up has to know, before anything is made
 * @returns what virtual users know, with the administrator's token
 * @throws {Error} with the service's words, after removing what was made
 */
async function makeUsers(
  data: RunData,
  users: number,
  begin: (data: Partial<RunData>) => void,
): Promise<RunData> {
  const settings = { ...data.settings, USERS: String(users) };
  useSettings(settings);
  const caller = new PhaseCaller('setup', undefined);
  const { token, username = '', password = '' } = admin;
  const known = { ...settings, ADMIN_TOKEN: token ?? (await adminToken(caller, username, password)) };
  useSettings(known);
  if (data.sweep) return { ...data, settings: known };
  await checkRegion(caller, setting('REGION_NAME'));
  const { startedAtMs: _, ...before } = data;
  begin({ ...before, settings: known });
  await register(caller, data.mark);
  // Nothing is left to do: an iteration would need what was planned for it.
  const journeys = isSetUpOnly ? {} : data.journeys;
  return { ...data, journeys, settings: known, startedAtMs: Date.now() };
}

async function checkRegion(caller: PhaseCaller, region: string): Promise<void> {
  const valid = await regions(caller);
  if (!valid.includes(region)) {
    throw new Error(`REGION_NAME: the service has no region "${region}": ${didYouMean(region, valid)}`);
  }
}

async function register(caller: PhaseCaller, mark: string): Promise<void> {
  const patience = new Patience();
  const users = ownUsers();
  const tried: number[] = [];
  try {
    await patience.each(users, (n) => {
      tried.push(n);
      return makeUser(caller, patience, n, mark);
    });
  } catch (error) {
    // k6 cleans up only after a set-up that worked.
    await patience.each(tried, (n) => removeUser(caller, patience, n));
    throw error;
  }
  log.info(`${users.length} users are there`);
}
