import { defineSuite, defineUsers } from 'loadline';
import { readAddress, signIn } from '../../src/systems/vacancies/api';
import { removeVacancies } from '../../src/systems/vacancies/control/clean-up';
import { crudJourney } from '../../src/systems/vacancies/crud';
import thresholds from '../crud-thresholds.json';

/**
 * The CRUD journey with a hundredth of its period: a short run then measures calls and not the start of virtual users.
 * `MAX_DURATION` sets the number of virtual users: iterations per second times this time in seconds.
 */
const fast = { ...crudJourney, every: '300ms', maxDuration: __ENV.MAX_DURATION ?? '1s' };

export const users = defineUsers({
  journeys: { crud: fast },
  signIn,
});

export default defineSuite({
  name: 'crud',
  users,
  thresholds,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: readAddress,
  health: 'none',
  cleanUp: removeVacancies,
});
