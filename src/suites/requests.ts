import { defineSuite, defineUsers } from 'loadline';
import thresholds from '../../thresholds/requests.json';
import { checkHealth } from '../systems/requests/api';
import { isDrained } from '../systems/requests/control/drained';
import { readSubmissions, readTarget } from '../systems/requests/control/variables';
import { submissionJourney } from '../systems/requests/submission';

export const users = defineUsers({
  journeys: { submission: submissionJourney },
});

export default defineSuite({
  name: 'requests',
  users,
  thresholds,
  setupCalls: ['GET /health', 'POST /requests', 'GET /requests/{id}'],
  target: readTarget,
  data: readSubmissions,
  health: checkHealth,
  drained: isDrained,
  // The service has no call that removes a request.
  cleanUp: 'none',
});
