import limits from '../../thresholds/requests.json?rules';
import { defineSuite } from '../kit/suite';
import { checkHealth } from '../systems/requests/api';
import { readSubmissions, readTarget } from '../systems/requests/control/variables';
import { submissionJourney } from '../systems/requests/submission';

const suite = defineSuite({
  name: 'requests',
  journeys: { submission: submissionJourney },
  limits,
  setupCalls: ['GET /health'],
  teardownCalls: [],
  target: readTarget,
  data: readSubmissions,
  health: checkHealth,
  // The service has no call that removes a request.
  cleanUp: 'none',
});

export const options = suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const submission = suite.journey('submission');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
