import limits from '../../thresholds/vacancies-auth.json?rules';
import { withProbes } from '../kit/control/probe-options';
import { readExpiredToken } from '../kit/probes';
import { defineSuite } from '../kit/suite';
import { readAddress, signIn } from '../systems/vacancies/api';
import { matrix } from '../systems/vacancies/auth/matrix';
import { probesJourney } from '../systems/vacancies/auth/probes';
import { removeVacancies } from '../systems/vacancies/control/clean-up';

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

export const options = __VU === 0 ? withProbes(suite.options, matrix) : suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const probes = suite.journey('probes');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
