/** The number of a k6 process, from 1, and the number of all processes that share the run. */
export interface Part {
  readonly instance: number;
  readonly instances: number;
}

/** The name of a user of the load test. @param n from 0 */
export function usernameOf(n: number): string {
  return `load_test_user_${n}`;
}

/**
 * The user of an iteration: the users take turns. Instances share no users, as each creates and removes its own: those whose
 * number, divided by the number of instances, leaves the remainder `instance - 1`.
 * @param iteration number from 0; k6 distributes the iterations over the instances in turn
 */
export function userOf(iteration: number, users: number, { instance, instances }: Part): number {
  const own = numberOfUsers(users, { instance, instances });
  if (own === 0) return iteration % users;
  return instance - 1 + instances * (Math.floor(iteration / instances) % own);
}

/** Number of users that belong to an instance. */
export function numberOfUsers(users: number, { instance, instances }: Part): number {
  return Math.max(0, Math.ceil((users - instance + 1) / instances));
}
