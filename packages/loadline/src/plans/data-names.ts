import { PROXY_VARIABLES } from '../core/network/proxies';
import { insteadOf } from '../core/spec/own-variables';

const OF_TEST = (key: string) => `write ${key} of the test in plans/registry.yml`;
const OF_ENVIRONMENT = (key: string) => `write ${key} of the environment`;

/** Variables that a user sets elsewhere, with what to write. As data of an environment they would be lost, or change a run unseen. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  USERS: OF_TEST('overrides.users'),
  DURATION: OF_TEST('overrides.duration'),
  SPAWN_RATE: OF_TEST('overrides.spawnRate'),
  PROFILE: OF_TEST('profile'),
  TAGS: OF_TEST('overrides.tags'),
  EXCLUDE_TAGS: OF_TEST('overrides.excludeTags'),
  LOG_LEVEL: OF_TEST('logLevel'),
  ENVIRONMENT: OF_TEST('environment'),
  LOCATION: OF_ENVIRONMENT('location'),
  ALLOW_TARGET: OF_ENVIRONMENT('allow'),
  TRACE_SHARE: OF_ENVIRONMENT('trace.share'),
  TRACE_LINK: OF_ENVIRONMENT('trace.link'),
  DEBUG: 'write DEBUG=1 before the command',
  RUN_ID: 'write --run-id <id> behind the command',
  SKIP_HEALTH: 'write --skip-health behind the command',
  ...Object.fromEntries(PROXY_VARIABLES.map((name) => [name, 'write --proxy <url> behind the command'])),
};

/**
 * Says why a variable cannot be among the data of an environment, and what to write instead.
 * @returns undefined when it can
 */
export function dataNameProblem(name: string): string | undefined {
  const instead = insteadOf(name);
  if (instead !== undefined)
    return `is set by loadline itself: leave it out${instead === '' ? '' : `, and write ${instead}`}`;
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (elsewhere !== undefined) return `is no variable of the suite's own: leave it out, and ${elsewhere}`;
  return name.startsWith('K6_') ? 'is a setting of k6, not of the suite: leave it out' : undefined;
}
