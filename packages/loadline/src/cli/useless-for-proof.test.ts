import { expect, it } from 'vitest';
import { uselessForProof } from './useless-for-proof';

it.each([
  'profile.duration=1m',
  'profile.spawnRate=2',
  'profile.stages[0].duration=1m',
  'profile.step.every=1m',
  'test.overrides.duration=1m',
])('--set %s has no effect, as each run has a constant load', (text) => {
  expect(uselessForProof({ set: [text] }, {})).toEqual([
    {
      code: 'option-without-effect',
      where: `--set ${text}`,
      message:
        'all users start at once, and stay for --duration: leave it out, or write --users and --duration',
    },
  ]);
});

it('settings that the runs of a proof read are not refused', () => {
  const set = ['profile.users=3', 'profile.warmUp=1s', 'profile.stages[0].users=3', 'environment.prove=true'];
  expect(uselessForProof({ set }, { USERS: '3', SEED: '1', DURATION: '', PROFILE: 'load' })).toEqual([]);
});
