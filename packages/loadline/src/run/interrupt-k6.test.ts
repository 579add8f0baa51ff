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

it('a k6 that goes on after the signal for longer than any clean-up is killed', async () => {
  const [command, args] = ['/bin/sh', ['-c', 'trap : INT; while :; do sleep 0.1; done']];
  const hanging = spawn(command, args);
  await once(hanging, 'spawn');
  const ended = once(hanging, 'close');
  let isOver = false;
  hanging.on('close', () => {
    isOver = true;
  });
  endK6(
    hanging.pid ?? 0,
    () => isOver,
    () => {},
    20,
    50,
  );
  expect(await ended).toEqual([null, 'SIGKILL']);
});
