import { randomBytes, randomInt } from 'node:crypto';

const MACHINE = randomBytes(5).toString('hex');
let counter = randomInt(0x1000000);

/** A new id in the format of a MongoDB ObjectID: seconds, machine and a counter as 24 hex characters. */
export function objectId(): string {
  counter = (counter + 1) % 0x1000000;
  const seconds = Math.floor(Date.now() / 1000);
  return seconds.toString(16).padStart(8, '0') + MACHINE + counter.toString(16).padStart(6, '0');
}
