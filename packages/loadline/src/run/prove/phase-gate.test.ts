import { afterEach, expect, it } from 'vitest';
import { PhaseGate } from './phase-gate';

let gate: PhaseGate;

afterEach(() => gate.stop());

async function ask(phase: string): Promise<number> {
  return (await fetch(`${gate.url}/${phase}`, { method: 'POST' })).status;
}

it('a phase begins when what comes before it is done', async () => {
  gate = await PhaseGate.start();
  const done: string[] = [];
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  gate.before = {
    load: () => void done.push('load'),
    'clean-up': async () => {
      done.push('asked');
      await finished;
      done.push('done');
    },
  };
  expect(await ask('load')).toBe(204);
  const answer = ask('clean-up').then((status) => done.push(`answer ${status}`));
  await expect.poll(() => done).toEqual(['load', 'asked']);
  finish();
  await answer;
  expect(done).toEqual(['load', 'asked', 'done', 'answer 204']);
});

it('another path, and a phase when no run is in progress, are not let through', async () => {
  gate = await PhaseGate.start();
  expect(await ask('load')).toBe(404);
  gate.before = { load: () => {}, 'clean-up': () => {} };
  for (const path of ['other', '__proto__', 'constructor']) expect(await ask(path), path).toBe(404);
});
