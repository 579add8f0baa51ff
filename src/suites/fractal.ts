import limits from '../../thresholds/fractal.json?rules';
import { defineSuite } from '../kit/suite';
import { assignmentJourney } from '../systems/fractal/assignment';
import { removeUsers } from '../systems/fractal/control/clean-up';
import { withUsers } from '../systems/fractal/control/set-up';
import { readAssignments, readTarget } from '../systems/fractal/control/variables';

const assigning = defineSuite({
  name: 'fractal',
  journeys: { assignment: assignmentJourney },
  limits,
  setupCalls: [
    'POST /admin/login',
    'GET /regions',
    'POST /account/register',
    'POST /account/login',
    'POST /account/delete',
  ],
  teardownCalls: ['POST /account/delete', 'POST /account/lookup', 'POST /account/login'],
  target: readTarget,
  data: readAssignments,
  // The service has no call that tells its state; set-up asks for its regions.
  health: 'none',
  cleanUp: removeUsers,
});
const suite = __VU === 0 ? withUsers(assigning) : assigning;

export const options = suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const assignment = suite.journey('assignment');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
