import { defineSuite, defineUsers } from 'loadline';
import { checkHealth } from '../../../src/systems/requests/api';
import { readSubmissions, readTarget } from '../../../src/systems/requests/control/variables';
import { submissionJourney } from '../../../src/systems/requests/submission';
import thresholds from '../../../thresholds/requests.json';

/** The submission journey at seventeen times its rate: a short run then measures calls and not the start of virtual users. With `COMPLETE_WITHIN=100ms` an iteration may take a second. */
const fast = { ...submissionJourney, every: '300ms', maxDuration: '900ms' };

export const users = defineUsers({
  journeys: { submission: fast },
});

export default defineSuite({
  name: 'submission',
  users,
  thresholds,
  setupCalls: ['GET /health'],
  target: readTarget,
  data: readSubmissions,
  health: checkHealth,
  cleanUp: 'none',
});
