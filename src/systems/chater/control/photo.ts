import { b64encode } from 'k6/encoding';
import type { Env } from 'loadline';

/** The photo to send, in base64. An empty list when it cannot be read: {@link readPhoto} reports that. */
export function loadPhoto(): string[] {
  const path = __ENV.TEST_PHOTO_PATH;
  if (!path) {
    const records = JSON.parse(open('./data/chater.json')) as { photo: string }[];
    return records.map(({ photo }) => photo);
  }
  try {
    return [b64encode(open(absolute(path), 'b'))];
  } catch {
    return [];
  }
}

/** Reads the variables of the photo, and checks that the file exists. */
export function readPhoto(env: Env): void {
  env.text('TEST_PHOTO_TYPE', 'default_prompt');
  const path = env.text('TEST_PHOTO_PATH');
  if (path === undefined) return;
  try {
    open(absolute(path), 'b');
  } catch {
    env.wrong(
      'TEST_PHOTO_PATH',
      `there is no file "${path}" that can be read: write the path of a photo, or leave the variable out for the one in data/chater.json`,
    );
  }
}

/** k6 resolves relative paths from the script's folder; a user means them from the shell's folder. */
function absolute(path: string): string {
  return path.startsWith('/') ? path : `${__ENV.PWD ?? '.'}/${path}`;
}
