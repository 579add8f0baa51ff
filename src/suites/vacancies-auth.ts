import { defineSuite, defineUsers, readExpiredToken } from 'loadline';
import thresholds from '../../thresholds/vacancies-auth.json';
import { readAddress, signIn } from '../systems/vacancies/api';
import { matrix } from '../systems/vacancies/auth/matrix';
import { probesJourney } from '../systems/vacancies/auth/probes';
import { removeVacancies } from '../systems/vacancies/control/clean-up';

export const users = defineUsers({
  journeys: { probes: probesJourney },
  signIn,
});

export default defineSuite({
  name: 'vacancies-auth',
  users,
  thresholds,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: readAddress,
  data: readExpiredToken,
  cleanUp: removeVacancies,
  probes: matrix,
});
