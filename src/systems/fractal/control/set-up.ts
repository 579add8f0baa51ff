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

/** Calls that Fractal accepts from one address per minute. */
const CALLS_A_MINUTE = 10;
/**
 * Most calls to create a user. When the name is taken: registration is refused, log-in is refused, the old user is deleted,
 * the new one registered.
 */
const CALLS_TO_MAKE = 4;
/** Most calls to remove a user: delete, and a look-up when there was none. */
const CALLS_TO_REMOVE = 2;

/** Adds to a suite that the administrator creates its users before the load and removes them afterwards. */
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
    // A set-up on its own keeps its users, unless it failed half-way.
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

/** Number of users. A debug run has one iteration, which is the first user's. */
function usersIn({ debug, users }: RunSpec): number {
  return debug ? 1 : users;
}

function minutesFor(users: number, calls: number): string {
  return `${Math.ceil((users * calls) / CALLS_A_MINUTE) + 1}m`;
}

/**
 * Creates the users of this instance, or none before a sweep.
 * @param begin called, before anything is created, with what a clean-up has to know
 * @returns the data for the virtual users, with the administrator's token
 * @throws {Error} with the service's error text, after removing what was created
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
  // Set-up only: without its planned journeys, no iteration runs.
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
    // k6 calls teardown only after a set-up that succeeded.
    await patience.each(tried, (n) => removeUser(caller, patience, n));
    throw error;
  }
  log.info(`${users.length} users are there`);
}
