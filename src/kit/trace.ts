import { isOn } from '../load/flag';
import { masked } from './masked';
import { withoutSecrets } from './secrets';

/** Whether every request and reply is printed. */
export const isTracing = isOn(__ENV.DEBUG);

/** Prints a request or a reply; what is secret by its name is masked. */
export function trace(direction: '→' | '←', call: string, content: unknown): void {
  console.log(withoutSecrets(`${direction} ${call} ${masked(content)}`));
}
