import { defineSuite } from '../../../src/kit/suite';
import { checkHealth } from '../../../src/systems/requests/api';
import { readSubmissions, readTarget } from '../../../src/systems/requests/control/variables';
import { submissionJourney } from '../../../src/systems/requests/submission';
import limits from '../../../thresholds/requests.json?rules';

/** The submission journey at seventeen times its pace, so that a short run measures calls and not the start of virtual users. With `COMPLETE_WITHIN=100ms` a pass may take a second. */
const fast = { ...submissionJourney, every: '300ms', maxDuration: '900ms' };

const suite = defineSuite({
  name: 'submission',
  journeys: { submission: fast },
  limits,
  setupCalls: ['GET /health'],
  teardownCalls: [],
  target: readTarget,
  data: readSubmissions,
  health: checkHealth,
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
