import { expect, test } from 'vitest';
import { unusedMethods } from './without-unused-methods.js';

/** Texts of the methods that are taken out. */
function taken(script: string): string[] {
  return unusedMethods(script).map(({ start, end }) => script.slice(start, end));
}

test.each([
  ['one that nobody calls', 'class A { b() {} c() {} } new A().b();', ['c() {}']],
  [
    'getters, setters and static ones',
    'class A { get b() {} set c(v) {} static d() {} }',
    ['get b() {}', 'set c(v) {}', 'static d() {}'],
  ],
  [
    'those that only others of them call',
    'class A { b() { this.c(); } c() {} }',
    ['b() { this.c(); }', 'c() {}'],
  ],
  ['one that only a comment names', 'class A { b() {} } // b(), "b"', ['b() {}']],
  ['none that is called on whatever', 'class A { b() {} } x.b();', []],
  ['none whose name is taken apart from an object', 'class A { b() {} } const { b } = x;', []],
  ['none whose name stands as a text', `class A { b() {} c() {} } x['b'](); x["c"]();`, []],
  [
    'none that another class overrides and somebody calls',
    'class A { b() {} } class B extends A { b() {} } x.b();',
    [],
  ],
  ['none that the language asks for', 'class A { constructor() {} toString() {} toJSON() {} then() {} }', []],
  ['none whose name is made when it runs', 'class A { [x]() {} }', []],
  ['none of objects, which k6 may be given', 'f({ b() {} });', []],
])('takes %s', (_what, script, expected) => {
  expect(taken(script)).toEqual(expected);
});
