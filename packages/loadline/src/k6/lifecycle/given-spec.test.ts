import { expect, it, test } from 'vitest';
import { exampleSpec } from '../../../../../tests/harness/example-spec';
import { readNamed, specProblems } from './given-spec';

const OURS = exampleSpec({ loadline: LOADLINE_VERSION, suite: 'shop', target: '127.0.0.1:1' });

it('a spec that was made from these variables for this suite is accepted', () => {
  expect(specProblems(OURS, 'shop', '127.0.0.1:1')).toEqual([]);
});

test.each([
  ['an empty one', {}, 'its version is not 2'],
  ['no object', null, 'its version is not 2'],
  ['another version of the format', { ...OURS, version: 1 }, 'its version is not 2'],
  ['another loadline', { ...OURS, loadline: '0.1.0' }, `its loadline is not ${LOADLINE_VERSION}`],
  ['another suite', { ...OURS, suite: 'till' }, 'its suite is not shop'],
  ['another target', { ...OURS, target: '192.0.2.1:1' }, 'its target is not 127.0.0.1:1'],
])('%s is refused in one sentence, as a problem of the variable', (_, spec, why) => {
  expect(specProblems(spec, 'shop', '127.0.0.1:1')).toEqual([
    {
      code: 'variable-of-loadline',
      where: 'LOADLINE_SPEC',
      message: expect.stringMatching(/^names the spec .*: unset it/),
    },
  ]);
  expect(specProblems(spec, 'shop', '127.0.0.1:1')[0]?.message).toContain(why);
});

it('an unreadable file is a problem of the variable; without the variable there is no problem', () => {
  const fail = ({ where }: { where: string }) => {
    throw new Error(where);
  };
  expect(() => readNamed('LOADLINE_SPEC', '/nowhere', fail)).toThrowError('LOADLINE_SPEC');
  expect(readNamed('LOADLINE_SPEC', '', fail)).toBeUndefined();
});
