import { counted } from '../text/counted';
import { showSeconds } from '../text/numbers';

/** What happened in a run that no figure of loadline holds. */
export interface Beside {
  /** Calls of k6's `check()`. */
  readonly checks: number;
  readonly failedChecks: number;
  /** Requests that the script sent with `k6/http` or `k6/net/grpc`, past the calls of loadline. */
  readonly requests: number;
  readonly failedRequests: number;
  /** One of these requests; a failed one if there is one. */
  readonly example?: string;
  /** By how many ms the clock of the load generator was set during the load, all steps together. */
  readonly clockStepMs: number;
}

/** Reasons why such a run cannot be judged. */
export function besideDoubts(beside: Beside): string[] {
  const { checks, failedChecks, requests, failedRequests, clockStepMs } = beside;
  return [
    ...(clockStepMs === 0
      ? []
      : [
          `the clock of the load generator was set during the run, by ${showSeconds(clockStepMs)} in all, so delays and response times are wrong: run again while nothing sets it`,
        ]),
    ...(failedChecks === 0
      ? []
      : [
          `${failedChecks} of ${counted(checks, 'check')} with k6's check() failed, and no threshold bounds them: write them as "expect" or "check" of a call, whose failures count`,
        ]),
    ...(failedRequests === 0
      ? []
      : [
          `${failedRequests} of ${counted(requests, 'request')} past loadline's calls failed${such(beside)}, and no threshold bounds them: declare them as calls`,
        ]),
  ];
}

/** Facts that a reader should know, and that leave the verdict as it is. */
export function besideWarnings(beside: Beside): string[] {
  const { requests, failedRequests } = beside;
  if (requests === 0 || failedRequests > 0) return [];
  return [
    `${counted(requests, 'request')} past loadline's calls${such(beside)}: no figure holds them, declare them as calls`,
  ];
}

function such({ example }: Beside): string {
  return example === undefined ? '' : `, such as ${example}`;
}

/** Line of the log when somebody has set the clock. @param stepMs below 0: back */
export function clockStepText(stepMs: number): string {
  const way = stepMs > 0 ? 'forward' : 'back';
  return `the clock of this machine was set ${way} by ${showSeconds(Math.abs(stepMs))} during the load`;
}
