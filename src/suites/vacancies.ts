import { defineSuite, defineUsers } from 'loadline';
import thresholds from '../../thresholds/vacancies.json';
import { readAddress, signIn } from '../systems/vacancies/api';
import { removeVacancies } from '../systems/vacancies/control/clean-up';
import { crudJourney } from '../systems/vacancies/crud';
import { listingJourney, readListingRange } from '../systems/vacancies/listing';

export const users = defineUsers({
  journeys: { crud: crudJourney, listing: listingJourney },
  signIn,
});

export default defineSuite({
  name: 'vacancies',
  users,
  thresholds,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: readAddress,
  data: readListingRange,
  health: 'none',
  cleanUp: removeVacancies,
});
