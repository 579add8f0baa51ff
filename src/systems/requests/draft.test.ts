import { expect, test } from 'vitest';
import { typeOf } from './draft';

test.each([
  ['check_url:1,check_file:2,add_data:1', 'check_url,check_file,check_file,add_data,check_url'],
  ['check_url:0,check_file:1', 'check_file,check_file,check_file,check_file,check_file'],
  ['add_data:2,check_url:1', 'add_data,add_data,check_url,add_data,add_data'],
])('%s: the types take turns', (weights, types) => {
  expect([0, 1, 2, 3, 4].map((number) => typeOf(number, weights)).join()).toBe(types);
});
