import { expect, it } from 'vitest';
import { REPLACED } from './capacity-options';
import { type Replaced, replacedSettings } from './replaced-settings';

const wheres = (
  options: { users?: string; spawnRate?: string; set?: string[] },
  variables: Record<string, string> = {},
  replaced: Replaced = REPLACED,
) => replacedSettings('a search', replaced, { set: [], ...options }, variables).map(({ where }) => where);

it.each([
  'profile.users=5',
  'profile.duration=1m',
  'profile.spawnRate=2',
  'profile.stages=[]',
  'profile.stages[0].users=5',
  'profile.step.every=1m',
  'test.overrides.users=5',
])('--set %s has no effect in a search', (text) => {
  expect(wheres({ set: [text] })).toEqual([`--set ${text.split('=')[0]}`]);
});

it('other values may be set', () => {
  const set = [
    'profile.warmUp=10s',
    'test.profile=load',
    'environment.data.users=5',
    'profile.description=users=5',
  ];
  expect(wheres({ set })).toEqual([]);
});

it('all other settings without effect are named, too, with what to write instead', () => {
  const variables = { USERS: '5', DURATION: '1m', SPAWN_RATE: '1', EVERY: '1s', DEBUG: '1' };
  expect(wheres({ users: '5', spawnRate: '1' }, variables)).toEqual([
    '--users',
    '--spawn-rate',
    'USERS',
    'DURATION',
    'SPAWN_RATE',
    'DEBUG',
  ]);
  expect(wheres({}, { USERS: '', DEBUG: '0' })).toEqual([]);
  const [problem] = replacedSettings('a search', REPLACED, { users: '5', set: [] }, {});
  expect(problem?.message).toBe('has no effect in a search: leave it out, write --from and --to');
});

it('a setting that the command reads is not refused', () => {
  const set = ['profile.users=3', 'profile.stages[0].users=3', 'profile.duration=1m'];
  expect(wheres({ users: '3', set }, { USERS: '3' }, { duration: 'write --duration' })).toEqual([
    '--set profile.duration',
  ]);
});
