import { METRIC } from '../../core/names';
import type { RunSpec } from '../../core/spec/run-spec';
import { shortened } from '../../core/text/layout';
import type { Beside } from '../../core/verdict/beside';
import type { Tags } from './sample-handlers';
import type { SampleHandler } from './sample-scanner';

const LONGEST_EXAMPLE = 100;

/** Counts what no figure of loadline holds: k6's checks, requests past loadline's calls, steps of the clock. */
export class BesideTally {
  private checks = 0;
  private failedChecks = 0;
  private requests = 0;
  private failedRequests = 0;
  private example: string | undefined;
  private clockStepMs = 0;

  constructor(private readonly spec: Pick<RunSpec, 'calls'>) {}

  /** Handler of a series that counts here. Undefined: it does not. */
  takes(metric: string, tags: Tags): SampleHandler | undefined {
    if (metric === 'checks')
      return (_us, isTrue) => {
        this.checks += 1;
        if (isTrue === 0) this.failedChecks += 1;
      };
    if (metric === METRIC.clockStep)
      return (_us, ms) => {
        this.clockStepMs += ms;
      };
    if (metric === 'http_reqs' && isUrl(tags.name)) return (_us, count) => this.sent(count, tags);
    if (metric === 'http_req_failed' && isUrl(tags.name))
      return (_us, isFailed) => this.failed(isFailed, tags);
    if (metric === 'grpc_req_duration' && this.isUnknown(tags))
      return () => {
        this.sent(1, tags);
        this.failed(tags.status === '0' ? 0 : 1, tags);
      };
    return undefined;
  }

  get result(): Beside {
    const { checks, failedChecks, requests, failedRequests, example, clockStepMs } = this;
    return { checks, failedChecks, requests, failedRequests, clockStepMs, ...(example && { example }) };
  }

  private sent(count: number, { name }: Tags): void {
    this.requests += count;
    this.example ??= shown(name);
  }

  private failed(count: number, { name }: Tags): void {
    if (count <= 0) return;
    if (this.failedRequests === 0) this.example = shown(name);
    this.failedRequests += count;
  }

  /** Whether no call of the spec has the method. Set-up may ask for the health of the system. */
  private isUnknown({ name = '', phase }: Tags): boolean {
    const method = name.slice(name.lastIndexOf('/') + 1);
    return phase === 'load' && !this.spec.calls.some(({ call }) => call.endsWith(method));
  }
}

/** Whether k6 named a request by its URL. Loadline names its calls. */
function isUrl(name: string | undefined): boolean {
  return name !== undefined && /^https?:\/\//.test(name);
}

/** A URL without what may be secret in it. */
function shown(name = ''): string {
  return shortened(name.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//'), LONGEST_EXAMPLE);
}
