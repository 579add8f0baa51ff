import type { RunSpec } from '../../core/spec/run-spec';
import { counted } from '../../core/text/counted';
import { newConnectionsWarning } from '../new-connections';

type Connecting = Pick<RunSpec, 'journeys' | 'warmUpMs' | 'instances'>;

/**
 * Makes a function that warns of the first level that opens connections faster than k6 can. All higher levels do so, too, and
 * are not named.
 */
export function connectionsWarner(warn: (text: string) => void): (users: number, spec: Connecting) => void {
  let isTold = false;
  return (users, spec) => {
    const warning = isTold ? undefined : newConnectionsWarning(spec);
    if (warning === undefined) return;
    isTold = true;
    warn(`at ${counted(users, 'user')}, ${warning}`);
  };
}
