import { defineJourney, setting } from 'loadline';
import { sendFeedback } from './api';
import { EVERY } from './period';
import { user } from './user';

/** Sends feedback about the diary. It cannot be removed, so its text names the run. */
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
