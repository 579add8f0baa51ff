/** Whose diary it is. From the environment directly: what a run is planned with stands in its reports. */
export const user = {
  authorization: `Bearer ${__ENV.TEST_USER_TOKEN}`,
  email: __ENV.TEST_USER_EMAIL ?? '',
};
