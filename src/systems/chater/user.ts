/** The user of the diary. Read from the environment directly, because reports show the settings of a run. */
export const user = {
  authorization: `Bearer ${__ENV.TEST_USER_TOKEN}`,
  email: __ENV.TEST_USER_EMAIL ?? '',
};
