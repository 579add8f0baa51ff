import limits from '../../thresholds/vacancies-auth.json?rules';
import { defineSuite } from '../kit/suite';
import { readAddress, signIn } from '../systems/vacancies/api';
import { readExpiredToken } from '../systems/vacancies/auth/people';
import { probesJourney } from '../systems/vacancies/auth/probes';
import { removeVacancies } from '../systems/vacancies/control/clean-up';
import { withProbes } from '../systems/vacancies/control/probe-options';

const suite = defineSuite({
  name: 'vacancies-auth',
  journeys: { probes: probesJourney },
  limits,
  setupCalls: ['SignInUser'],
  teardownCalls: ['SignInUser', 'GetVacancies', 'DeleteVacancy'],
  target: readAddress,
  data: readExpiredToken,
  signIn,
  cleanUp: removeVacancies,
});

export const options = __VU === 0 ? withProbes(suite.options) : suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const probes = suite.journey('probes');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
