import { oneLine } from '../../core/text/printable';
import type { UserOutput } from '../user-output';

/** Reads the page and the status of a run in the cloud from k6's output. */
export class CloudLog {
  /** Address of the run's page. Undefined until k6 prints it. */
  address: string | undefined;
  /** The last status, as k6 prints it. */
  status: string | undefined;

  constructor(private readonly output: Pick<UserOutput, 'event'>) {}

  /** The last line about the progress of the run. */
  #progress: string | undefined;

  /** Reads a line of k6's standard output. @returns whether it shows a progress that no line has shown before it */
  readonly read = (line: string): boolean => {
    const address = /^\s*output: (?:cloud \()?(https?:\/\/[^\s)]+)/.exec(line)?.[1];
    if (address !== undefined && this.address === undefined) {
      this.address = address;
      this.output.event(`Grafana Cloud k6: ${oneLine(address)}`);
    }
    // Matches `Run    [  10% ] Queued`. During the load, k6 prints times in place of the status.
    const status = /^(?:Run\s+\[[^\]]*\]|\s*test status:)\s+([A-Z].*)$/.exec(line)?.[1]?.trim();
    if (status !== undefined && status !== this.status && status !== 'Waiting...') {
      this.status = status;
      this.output.event(`Grafana Cloud k6: ${oneLine(status)}`);
    }
    const isNew = line.startsWith('Run ') && line !== this.#progress;
    if (isNew) this.#progress = line;
    return isNew;
  };
}
