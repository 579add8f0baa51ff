import { defineSuite, defineUsers, readExpiredToken } from 'loadline';
import thresholds from '../../thresholds/chater-auth.json';
import { matrix } from '../systems/chater/auth/matrix';
import { probesJourney } from '../systems/chater/auth/probes';
import { removeDishes } from '../systems/chater/control/clean-up';
import { readData, readTarget, requireUser } from '../systems/chater/control/variables';

export const users = defineUsers({
  journeys: { probes: probesJourney },
});

export default defineSuite({
  name: 'chater-auth',
  users,
  thresholds,
  teardownCalls: ['POST /get_food_custom_date', 'POST /delete_food'],
  target: readTarget,
  data: (env) => {
    readData(env);
    readExpiredToken(env);
  },
  needs: requireUser,
  health: 'none',
  cleanUp: removeDishes,
  probes: matrix,
});
