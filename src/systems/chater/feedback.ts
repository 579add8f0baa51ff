import { defineJourney, setting } from 'loadline';
import { sendFeedback } from './api';
import { EVERY } from './period';
import { user } from './user';

/** Says something about the diary. It cannot be taken back, so it says whose it is. */
export const feedbackJourney = defineJourney(
  { every: EVERY, weight: 1, maxDuration: '6s', tags: ['feedback'], calls: ['POST /feedback'] },
  (iteration) => {
    sendFeedback(iteration, {
      body: {
        time: `${Date.now()}`,
        userEmail: user.email,
        feedback: `${setting('TEST_FEEDBACK_TEXT')} ${iteration.marked()}`,
      },
    });
  },
);
