import { defineSuite, defineUsers } from 'loadline';
import { readAddress, signIn } from '../../src/systems/vacancies/api';
import { listingJourney, readListingRange } from '../../src/systems/vacancies/listing';
import thresholds from '../listing-thresholds.json';

/** The listing journey at 150 times its rate. */
const fast = { ...listingJourney, every: '300ms', maxDuration: '1s' };

export const users = defineUsers({
  journeys: { listing: fast },
  signIn,
});

export default defineSuite({
  name: 'listing',
  users,
  thresholds,
  setupCalls: ['SignInUser'],
  target: readAddress,
  data: readListingRange,
  health: 'none',
  cleanUp: 'none',
});
