import { defineJourney, setting } from 'loadline';
import { setLanguage } from './api';
import { EVERY } from './period';
import { user } from './user';

/** Sets the language. */
export const languageJourney = defineJourney(
  { every: EVERY, weight: 1, maxDuration: '6s', tags: ['language'], calls: ['POST /set_language'] },
  (iteration) => {
    setLanguage(iteration, { body: { userEmail: user.email, languageCode: setting('TEST_LANGUAGE_CODE') } });
  },
);
