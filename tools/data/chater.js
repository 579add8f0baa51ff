import { readFileSync } from 'node:fs';

/**
 * The photo that the chater suite sends by default.
 * @returns {{ photo: string }[]} one record, with the photo in base64
 */
export function makeRecords() {
  const file = new URL('../../src/systems/chater/photo.jpg', import.meta.url);
  return [{ photo: readFileSync(file).toString('base64') }];
}
