import { defineSuite } from '../../src/kit/suite';
import { readAddress, signIn } from '../../src/systems/vacancies/api';
import { listingJourney, readListingRange } from '../../src/systems/vacancies/listing';
import limits from '../listing-limits.json?rules';

/** The listing journey at a hundred and fifty times its pace. */
const fast = { ...listingJourney, every: '300ms', maxDuration: '1s' };

const suite = defineSuite({
  name: 'listing',
  journeys: { listing: fast },
  limits,
  setupCalls: ['SignInUser'],
  teardownCalls: [],
  target: readAddress,
  data: readListingRange,
  health: 'none',
  signIn,
  cleanUp: 'none',
});

export const options = suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const listing = suite.journey('listing');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
