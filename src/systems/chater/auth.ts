import { defineJourney, setting } from 'loadline';
import { signIn } from './api';
import { EVERY } from './period';

/** Signs in with the configured identity token. Without one it uses a made-up token, which must be refused. */
export const authJourney = defineJourney(
  { every: EVERY, weight: 1, maxDuration: '6s', tags: ['auth'], calls: ['POST /eater_auth'] },
  (iteration) => {
    const given = __ENV.TEST_AUTH_TOKEN;
    signIn(iteration, {
      body: {
        provider: setting('TEST_AUTH_PROVIDER'),
        idToken: given || `made-up-${iteration.mark}-${iteration.number}`,
        email: setting('TEST_AUTH_EMAIL'),
        name: setting('TEST_AUTH_NAME'),
        profilePictureURL: setting('TEST_AUTH_PROFILE_URL'),
      },
      expect: { status: given ? 200 : 401 },
      check: given
        ? ({ token }) => (token ? undefined : 'there is no token in the reply')
        : ({ error }) => (error ? undefined : 'the refusal does not say why'),
    });
  },
);
