import { oneLine } from '../../core/text/printable';
import type { UserOutput } from '../user-output';

/** What k6 prints of a run in the cloud: where it can be seen, and its status. */
export class CloudLog {
  /** Address of the run's page. Absent while k6 has not printed it. */
  address: string | undefined;
  /** The last status, in the words of k6. */
  status: string | undefined;

  constructor(private readonly output: Pick<UserOutput, 'event'>) {}

  /** Reads a line of k6's standard output. */
  readonly read = (line: string): void => {
    const address = /^\s*output: (?:cloud \()?(https?:\/\/[^\s)]+)/.exec(line)?.[1];
    if (address !== undefined && this.address === undefined) {
      this.address = address;
      this.output.event(`Grafana Cloud k6: ${oneLine(address)}`);
    }
    // `Run    [  10% ] Queued`. While it runs, k6 prints times instead.
    const status = /^(?:Run\s+\[[^\]]*\]|\s*test status:)\s+([A-Z].*)$/.exec(line)?.[1]?.trim();
    if (status === undefined || status === this.status || status === 'Waiting...') return;
    this.status = status;
    this.output.event(`Grafana Cloud k6: ${oneLine(status)}`);
  };
}
