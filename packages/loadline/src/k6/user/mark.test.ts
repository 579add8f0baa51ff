import fc from 'fast-check';
import { afterEach, describe, expect, it, test } from 'vitest';
import { carriesMark } from '../lifecycle/sweep';
import { bracketMark, slugMark, useMark } from './mark';

afterEach(() => useMark(bracketMark));

const marks = fc
  .tuple(
    fc.stringMatching(/^\w[\w.-]{0,30}$/),
    fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
  )
  .map(([run, instance]) => (instance === undefined ? `loadline-${run}` : `loadline-${run}/${instance}`));

describe.each(Object.entries({ bracketMark, slugMark }))('%s', (_, format) => {
  it('is found alone and between other words', () => {
    fc.assert(
      fc.property(marks, fc.nat(), (mark, n) => {
        const written = format.write(mark, n);
        for (const name of [written, `clerk-${written}`, `${written}-revised`]) {
          expect(format.find(name)).toBe(mark);
        }
      }),
    );
  });
});

it('a slug consists of lower-case letters, digits and dashes, and is also found in capitals', () => {
  fc.assert(
    fc.property(marks, fc.nat(), (mark, n) => {
      const written = slugMark.write(mark, n);
      expect(written).toMatch(/^[a-z0-9]+-\d+$/);
      expect(slugMark.find(written.toUpperCase())).toBe(mark);
    }),
  );
});

describe('in slugs', () => {
  const slug = (run: string) => `host-${slugMark.write(`loadline-${run}`, 7)}`;
  test.each([
    ['its own', slug('a'), 'loadline-a', true],
    ['that of a longer id', slug('a1'), 'loadline-a', false],
    ['that of an id with a dash more', slug('a-7'), 'loadline-a', false],
    ['that of another case', slug('A'), 'loadline-a', false],
    ['that of an instance', slug('a/2'), 'loadline-a', false],
    ['that of its instance', slug('a/2'), 'loadline-a/2', true],
    ['a bystander', 'loadline-a-7', 'loadline-a', false],
    ['what begins with other letters', `my${slugMark.write('loadline-a', 7)}`, 'loadline-a', false],
  ])('a run finds %s: %s', (_, name, mark, expected) => {
    useMark(slugMark);
    expect(carriesMark(name, { mark })).toBe(expected);
  });

  it('a sweep covers all instances of its run, and nothing else', () => {
    useMark(slugMark);
    const sweep = { mark: '', sweep: { dryRun: false, run: 'a' } };
    expect(['a', 'a/2', 'a-2', 'b'].filter((run) => carriesMark(slug(run), sweep))).toEqual(['a', 'a/2']);
    expect(carriesMark('loadline-a-7', { mark: '', sweep: { dryRun: false, olderThanMs: 0 } }, 0)).toBe(
      false,
    );
  });
});
