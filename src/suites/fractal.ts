import { defineSuite, defineUsers } from 'loadline';
import thresholds from '../../thresholds/fractal.json';
import { assignmentJourney } from '../systems/fractal/assignment';
import { removeUsers } from '../systems/fractal/control/clean-up';
import { withUsers } from '../systems/fractal/control/set-up';
import { readAssignments, readTarget } from '../systems/fractal/control/variables';

export const users = defineUsers({
  journeys: { assignment: assignmentJourney },
});

export default defineSuite({
  name: 'fractal',
  users,
  thresholds,
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
  // The service has no call that reports its state. Set-up asks for its regions instead.
  health: 'none',
  cleanUp: removeUsers,
  around: withUsers,
});
