import { defineJourney, defineSuite, defineUsers, setting } from 'loadline';
import {
  deleteFood,
  getAlcoholLatest,
  getAlcoholRange,
  getFoodOfDate,
  sendFeedback,
  sendPhoto,
  setLanguage,
} from '../../../src/systems/chater/api';
import { readData, readTarget, requireUser } from '../../../src/systems/chater/control/variables';
import { dishTime, slotOf } from '../../../src/systems/chater/times';
import { user } from '../../../src/systems/chater/user';
import thresholds from '../../diary-thresholds.json';

/** The small calls of the diary, one after the other, at a rate that makes a short run long enough. */
const smallJourney = defineJourney(
  {
    every: '300ms',
    maxDuration: '1s',
    tags: ['small'],
    calls: [
      'POST /get_food_custom_date',
      'POST /set_language',
      'GET /alcohol_latest',
      'POST /alcohol_range',
      'POST /feedback',
    ],
  },
  (iteration) => {
    getFoodOfDate(iteration, { body: { date: setting('TEST_CUSTOM_DATE') } });
    setLanguage(iteration, { body: { userEmail: user.email, languageCode: setting('TEST_LANGUAGE_CODE') } });
    getAlcoholLatest(iteration);
    getAlcoholRange(iteration, {
      body: { startDate: setting('TEST_ALCOHOL_START'), endDate: setting('TEST_ALCOHOL_END') },
    });
    sendFeedback(iteration, {
      body: {
        time: `${Date.now()}`,
        userEmail: user.email,
        feedback: `${setting('TEST_FEEDBACK_TEXT')} [${iteration.mark} ${iteration.number}]`,
      },
    });
  },
);

/** Adds a photo and deletes its dish, so that the diary does not grow. */
const photoJourney = defineJourney(
  {
    every: '300ms',
    maxDuration: '1s',
    tags: ['photo'],
    calls: ['POST /eater_receive_photo', 'POST /delete_food'],
  },
  (iteration) => {
    const time = dishTime(iteration.mark, slotOf(iteration.number));
    sendPhoto(iteration, { body: { timeMs: time } });
    deleteFood(iteration, { body: { time } });
  },
);

export const users = defineUsers({
  journeys: { small: smallJourney, photo: photoJourney },
});

export default defineSuite({
  name: 'diary',
  users,
  thresholds,
  target: readTarget,
  data: readData,
  needs: requireUser,
  health: 'none',
  cleanUp: 'none',
});
