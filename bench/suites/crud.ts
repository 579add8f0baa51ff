import { defineSuite } from '../../src/kit/suite';
import { readAddress, signIn } from '../../src/systems/vacancies/api';
import { removeVacancies } from '../../src/systems/vacancies/control/clean-up';
import { crudJourney } from '../../src/systems/vacancies/crud';
import limits from '../crud-limits.json?rules';

/**
 * The CRUD journey at a hundred times its pace, so that a short run measures calls and not the start of virtual users.
 * `MAX_DURATION` sets how many of them there are: passes per second times so many seconds.
 */
const fast = { ...crudJourney, every: '300ms', maxDuration: __ENV.MAX_DURATION ?? '1s' };

const suite = defineSuite({
  name: 'crud',
  journeys: { crud: fast },
  limits,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: readAddress,
  health: 'none',
  signIn,
  cleanUp: removeVacancies,
});

export const options = suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const crud = suite.journey('crud');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
