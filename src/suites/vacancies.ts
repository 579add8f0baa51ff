import limits from '../../thresholds/vacancies.json?rules';
import { defineSuite } from '../kit/suite';
import { markOf } from '../kit/virtual-user';
import { signIn, vacancyService } from '../systems/vacancies/api';
import { removeVacancies } from '../systems/vacancies/clean-up';
import { crudJourney } from '../systems/vacancies/crud';
import { listingJourney, listingRange } from '../systems/vacancies/listing';

const suite = defineSuite({
  name: 'vacancies',
  journeys: { crud: crudJourney, listing: listingJourney },
  limits,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: (env) => vacancyService(env).address,
  data: listingRange,
  signIn,
  cleanUp: (caller, { runId, startedAtMs }) => removeVacancies(caller, markOf(runId), startedAtMs),
});

export const options = suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const crud = suite.journey('crud');
export const listing = suite.journey('listing');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
