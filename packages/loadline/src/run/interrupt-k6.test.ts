import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { endK6 } from './interrupt-k6';

it('a frozen k6 is killed when the time for its clean-up is over', async () => {
  const frozen = spawn('sleep', ['60']);
  await once(frozen, 'spawn');
  frozen.kill('SIGSTOP');
  const ended = once(frozen, 'close');
  let isOver = false;
  frozen.on('close', () => {
    isOver = true;
  });
  endK6(
    frozen.pid ?? 0,
    () => isOver,
    () => {},
    50,
  );
  expect(await ended).toEqual([null, 'SIGKILL']);
});
