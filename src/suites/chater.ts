import limits from '../../thresholds/chater.json?rules';
import { defineSuite } from '../kit/suite';
import { alcoholLatestJourney, alcoholRangeJourney } from '../systems/chater/alcohol';
import { authJourney } from '../systems/chater/auth';
import { removeDishes } from '../systems/chater/control/clean-up';
import { readData, readTarget, requireUser } from '../systems/chater/control/variables';
import { customDateJourney } from '../systems/chater/custom-date';
import { feedbackJourney } from '../systems/chater/feedback';
import { fullFlowJourney } from '../systems/chater/full-flow';
import { healthLevelJourney } from '../systems/chater/health-level';
import { languageJourney } from '../systems/chater/language';

const suite = defineSuite({
  name: 'chater',
  journeys: {
    full_flow: fullFlowJourney,
    custom_date: customDateJourney,
    language: languageJourney,
    alcohol_latest: alcoholLatestJourney,
    alcohol_range: alcoholRangeJourney,
    feedback: feedbackJourney,
    auth: authJourney,
    health_level: healthLevelJourney,
  },
  limits,
  setupCalls: [],
  teardownCalls: ['POST /get_food_custom_date', 'POST /delete_food'],
  target: readTarget,
  data: readData,
  health: 'none',
  cleanUp: removeDishes,
});
if (__VU === 0) requireUser();

export const options = suite.options;
export const about = suite.about;
export const setup = suite.setup;
export const full_flow = suite.journey('full_flow');
export const custom_date = suite.journey('custom_date');
export const language = suite.journey('language');
export const alcohol_latest = suite.journey('alcohol_latest');
export const alcohol_range = suite.journey('alcohol_range');
export const feedback = suite.journey('feedback');
export const auth = suite.journey('auth');
export const health_level = suite.journey('health_level');
export const debug = suite.debug;
export const generator = suite.generator;
export const teardown = suite.teardown;
export const handleSummary = suite.handleSummary;
