import { isOn } from '../../core/text/flag';
import { withoutSecrets } from '../auth/secrets';
import { masked } from './masked';

/** Whether every request and reply is logged. */
export const isTracing = isOn(__ENV.DEBUG);

/** Masking 200,000 characters took a virtual user seconds, so a large body would use up the time of the iteration. */
const MOST_CHARACTERS = 20_000;

/** Logs the first 20,000 characters of a request or a reply, with values masked whose name says that they are secret. */
export function trace(direction: '→' | '←', call: string, content: unknown): void {
  const text = masked(content);
  const shown =
    text.length > MOST_CHARACTERS
      ? `${text.slice(0, MOST_CHARACTERS)}… (${text.length} characters in all)`
      : text;
  console.log(withoutSecrets(`${direction} ${call} ${shown}`));
}
