import { defineSuite, defineUsers } from 'loadline';
import thresholds from '../../thresholds/chater.json';
import { alcoholLatestJourney, alcoholRangeJourney } from '../systems/chater/alcohol';
import { authJourney } from '../systems/chater/auth';
import { removeDishes } from '../systems/chater/control/clean-up';
import { readData, readTarget, requireUser } from '../systems/chater/control/variables';
import { customDateJourney } from '../systems/chater/custom-date';
import { feedbackJourney } from '../systems/chater/feedback';
import { fullFlowJourney } from '../systems/chater/full-flow';
import { healthLevelJourney } from '../systems/chater/health-level';
import { languageJourney } from '../systems/chater/language';

export const users = defineUsers({
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
});

export default defineSuite({
  name: 'chater',
  users,
  thresholds,
  teardownCalls: ['POST /get_food_custom_date', 'POST /delete_food'],
  target: readTarget,
  data: readData,
  needs: requireUser,
  health: 'none',
  cleanUp: removeDishes,
});
