import { expect, it } from 'vitest';
import type { Listener } from '../../core/telemetry/listener';
import { ConfigurationError } from '../../core/text/problem';
import { checkListeners } from './telemetry';

it('a secret in the address of a listener is masked when the check before the run fails', async () => {
  const url = 'http://127.0.0.1:1/services/path-of-the-hook';
  const hook: Listener = {
    name: 'hook',
    kind: 'webhook',
    url,
    headers: {},
    everyMs: 5_000,
    isOptional: false,
  };
  const checked = checkListeners([hook], { HOOK_TOKEN: 'path-of-the-hook' }, () => undefined);
  const error = await checked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  const { message } = (error as ConfigurationError).problems[0] ?? {};
  expect(message).toContain('http://127.0.0.1:1/services/***: it cannot be reached');
});
