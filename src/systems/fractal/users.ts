/** Which of how many k6 processes, from 1, share a run. */
export interface Part {
  readonly instance: number;
  readonly instances: number;
}

/** The name of a user of the load test. @param n from 0 */
export function usernameOf(n: number): string {
  return `load_test_user_${n}`;
}

/**
 * The user whose turn it is: the users take turns, iteration by iteration. Instances share no users, as each makes and removes its
 * own: those whose number, divided by the instances, leaves `instance - 1`.
 * @param iteration number from 0; k6 deals the iterations out to the instances in turn
 */
export function userOf(iteration: number, users: number, { instance, instances }: Part): number {
  const own = numberOfUsers(users, { instance, instances });
  if (own === 0) return iteration % users;
  return instance - 1 + instances * (Math.floor(iteration / instances) % own);
}

/** How many users are an instance's own. */
export function numberOfUsers(users: number, { instance, instances }: Part): number {
  return Math.max(0, Math.ceil((users - instance + 1) / instances));
}
