import limits from '../../thresholds/chater-auth.json?rules';
import { withProbes } from '../kit/control/probe-options';
import { readExpiredToken } from '../kit/probes';
import { defineSuite } from '../kit/suite';
import { matrix } from '../systems/chater/auth/matrix';
import { probesJourney } from '../systems/chater/auth/probes';
import { removeDishes } from '../systems/chater/control/clean-up';
import { readData, readTarget, requireUser } from '../systems/chater/control/variables';

const suite = defineSuite({
  name: 'chater-auth',
  journeys: { probes: probesJourney },
  limits,
  setupCalls: [],
  teardownCalls: ['POST /get_food_custom_date', 'POST /delete_food'],
  target: readTarget,
  data: (env) => {
    readData(env);
    readExpiredToken(env);
  },
  health: 'none',
  cleanUp: removeDishes,
});
if (__VU === 0) requireUser();

export const options = __VU === 0 ? withProbes(suite.options, matrix) : suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const probes = suite.journey('probes');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
