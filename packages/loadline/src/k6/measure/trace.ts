import { isOn } from '../../core/text/flag';
import { MASK } from '../../core/text/shown-value';
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

/**
 * Headers as a trace shows them: those of the session are masked, whatever their names are.
 * @returns undefined when there are none
 */
export function shownHeaders(
  headers: Readonly<Record<string, unknown>> | undefined,
  ofSession: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> | undefined {
  const entries = Object.entries(headers ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, name in ofSession ? MASK : value]));
}
