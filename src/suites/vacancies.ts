import limits from '../../thresholds/vacancies.json?rules';
import { defineSuite } from '../kit/suite';
import { readAddress, signIn } from '../systems/vacancies/api';
import { removeVacancies } from '../systems/vacancies/control/clean-up';
import { crudJourney } from '../systems/vacancies/crud';
import { listingJourney, readListingRange } from '../systems/vacancies/listing';

const suite = defineSuite({
  name: 'vacancies',
  journeys: { crud: crudJourney, listing: listingJourney },
  limits,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: readAddress,
  data: readListingRange,
  health: 'none',
  signIn,
  cleanUp: removeVacancies,
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
