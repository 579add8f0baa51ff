import { defineSuite } from '../../src/kit/suite';
import { markOf } from '../../src/kit/virtual-user';
import { signIn, vacancyService } from '../../src/systems/vacancies/api';
import { removeVacancies } from '../../src/systems/vacancies/clean-up';
import { crudJourney } from '../../src/systems/vacancies/crud';
import limits from '../crud-limits.json?rules';

/** The CRUD journey at a hundred times its pace, so that a short run measures calls and not the start of virtual users. */
const fast = { ...crudJourney, plan: { everyMs: 300, maxDurationMs: 1_000 } };

const suite = defineSuite({
  name: 'crud',
  journeys: { crud: fast },
  limits,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: (env) => vacancyService(env).address,
  signIn,
  cleanUp: (caller, { runId, startedAtMs }) => removeVacancies(caller, markOf(runId), startedAtMs),
});

export const options = suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const crud = suite.journey('crud');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
