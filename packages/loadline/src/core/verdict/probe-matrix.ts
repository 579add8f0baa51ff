import { allCauses, type Cause, selector } from '../names';
import type { CallRow } from '../thresholds/k6-thresholds';

/**
 * Outcome of a probe. closed: the call was refused, and nothing changed. open: it was accepted. changed: it was not
 * accepted, but carried out all the same. unclear: it could not be tried, the answer is neither a refusal nor an
 * acceptance, or it is a refusal and nobody could read whether something changed.
 */
export const PROBE_OUTCOMES = ['closed', 'open', 'changed', 'unclear'] as const;

export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** gRPC and HTTP statuses that refuse a caller because of its identity. */
export const REFUSALS: readonly string[] = [
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'status_401',
  'status_403',
];

/** Credentials by their name in tags and reports, with what it shows when one is refused. */
export const CREDENTIALS = {
  no_token: 'a caller without any token is refused',
  empty_token: 'an authorization without a token in it is refused',
  malformed_token: 'a text that is no token is refused',
  wrong_signature: 'the signature is looked at: claims and header are real, only the signature is not',
  alg_none: 'a token that says it needs no signature is refused, as is its missing signature',
  forged_expired:
    'a real token with its expiry moved into the past is refused: by its signature or its expiry',
  forged_not_yet_valid:
    'a real token with its start moved into the future is refused: by its signature or its start',
  refresh_token: 'a refresh token, really signed by the service, does not pass for an access token',
  really_expired: 'a token that the service itself signed is refused once it has expired',
  other_account: 'a real token does not open records of somebody else',
} as const;

/** What a probe of the authentication presents, by its name in {@link CREDENTIALS}. */
export type Credential = keyof typeof CREDENTIALS;

/** Credentials that are tried only when they are at hand: only the service can make an expired token. */
const ONLY_IF_THERE: readonly string[] = ['really_expired'] satisfies Credential[];

/** A call with a credential that must be refused. */
export interface Probe {
  readonly call: string;
  readonly credential: string;
}

/** A probe with its outcome. */
export interface ProbeResult extends Probe {
  readonly outcome: ProbeOutcome;
  /**
   * gRPC status, cause, or `OK` (in any protocol) of the last attempt with this outcome. `not_tried` when there was no
   * attempt.
   */
  readonly status: string;
}

/** Name of the metric that counts attempts, by `call`, `credential` and `outcome`. */
export const PROBES_METRIC = 'probes';

/** Name of the metric with the status of an attempt, as its index in {@link PROBE_STATUSES}, under the same tags. */
export const PROBE_STATUS_METRIC = 'probe_status';

/** All statuses that an attempt can have. */
export type ProbeStatus = Cause | 'not_tried';

/** The statuses in a fixed order, because a metric holds only a number. */
export const PROBE_STATUSES: readonly ProbeStatus[] = ['not_tried', 'OK', ...allCauses()];

/** Decides the outcome of a probe. @param hasChanged whether the call changed something; undefined when nobody knows */
export function probeOutcome(status: string, hasChanged: boolean | undefined): ProbeOutcome {
  if (status === 'OK') return 'open';
  if (hasChanged) return 'changed';
  return REFUSALS.includes(status) && hasChanged === false ? 'closed' : 'unclear';
}

/**
 * Makes the k6 thresholds of a probe matrix: `k6 run` alone exits 99 unless every cell was tried and found closed. They also
 * make k6 give the figures of each cell to the summary.
 */
export function probeThresholds(probes: readonly Probe[]): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {};
  for (const { call, credential } of probes) {
    for (const outcome of PROBE_OUTCOMES) {
      const tags = { call, credential, outcome };
      const closed = ONLY_IF_THERE.includes(credential) ? 'count>=0' : 'count>=1';
      thresholds[selector(PROBES_METRIC, tags)] = [outcome === 'closed' ? closed : 'count<1'];
      thresholds[selector(PROBE_STATUS_METRIC, tags)] = ['value>=0'];
    }
  }
  return thresholds;
}

type Metrics = Readonly<Record<string, { readonly values: Readonly<Record<string, number>> }>>;

/** What a run says about its probes. */
interface ProbePlan {
  /** Calls in the order of the columns, because k6 keeps no order. */
  readonly calls: readonly Pick<CallRow, 'call'>[];
  /** The cells of the matrix. Absent in a run without probes. */
  readonly probes?: readonly Probe[];
}

/** Reads the probe matrix from k6's end-of-run figures. Empty when the run has no probes. */
export function probesFromK6(metrics: Metrics, plan: ProbePlan): ProbeResult[] {
  const tally = new ProbeTally();
  const pattern = /^(\w+)\{call:([^,]+),credential:([^,]+),outcome:(\w+)\}$/;
  for (const [key, { values }] of Object.entries(metrics)) {
    const [, metric = '', call = '', credential = '', outcome = ''] = pattern.exec(key) ?? [];
    tally.takes(metric, { call, credential, outcome })?.(values.count ?? values.value ?? 0);
  }
  return tally.results(plan);
}

interface Cell extends Probe {
  /** Attempts by outcome. `statuses` has the status of the last attempt by outcome, as its index in {@link PROBE_STATUSES}. */
  readonly attempts: Record<string, number>;
  readonly statuses: Record<string, number>;
}

/** Makes the probe matrix of a run from its samples, or from sums of them. */
export class ProbeTally {
  private readonly cells = new Map<string, Cell>();

  /**
   * @returns a function that adds a value of this metric with these tags; undefined when the metric does not belong to a
   * probe
   */
  takes(metric: string, tags: Readonly<Record<string, string>>): ((value: number) => void) | undefined {
    const { call, credential, outcome } = tags;
    if (call === undefined || credential === undefined || outcome === undefined) return undefined;
    if (metric !== PROBES_METRIC && metric !== PROBE_STATUS_METRIC) return undefined;
    const cell = this.cell({ call, credential });
    return (value) => {
      if (metric === PROBE_STATUS_METRIC) cell.statuses[outcome] = value;
      else cell.attempts[outcome] = (cell.attempts[outcome] ?? 0) + value;
    };
  }

  /** Returns the matrix; empty when there were no probes. A declared cell without a sample is one that was not tried. */
  results({ calls: rows, probes = [] }: ProbePlan): ProbeResult[] {
    for (const probe of probes) this.cell(probe);
    const credentials = Object.keys(CREDENTIALS);
    const calls = rows.map(({ call }) => call);
    return [...this.cells.values()]
      .flatMap(resultsOf)
      .toSorted(
        (a, b) =>
          credentials.indexOf(a.credential) - credentials.indexOf(b.credential) ||
          calls.indexOf(a.call) - calls.indexOf(b.call),
      );
  }

  private cell({ call, credential }: Probe): Cell {
    const name = probeName({ call, credential });
    const cell = this.cells.get(name) ?? { call, credential, attempts: {}, statuses: {} };
    this.cells.set(name, cell);
    return cell;
  }
}

function resultsOf({ call, credential, attempts, statuses }: Cell): ProbeResult[] {
  const found = WORST_FIRST.find((outcome) => (attempts[outcome] ?? 0) > 0);
  if (found === undefined && ONLY_IF_THERE.includes(credential)) return [];
  const outcome = found ?? 'unclear';
  return [{ call, credential, outcome, status: PROBE_STATUSES[statuses[outcome] ?? 0] ?? 'not_tried' }];
}

/** When one cell has several attempts, the worst outcome counts. */
const WORST_FIRST: readonly ProbeOutcome[] = ['changed', 'open', 'unclear', 'closed'];

/** Names a probe for people: `GetVacancy with no_token`. */
export function probeName({ call, credential }: Probe): string {
  return `${call} with ${credential}`;
}

/** Describes the outcome of a probe in a sentence without a full stop. */
export function probeFinding(probe: ProbeResult): string {
  const { outcome, status } = probe;
  const said = status === 'not_tried' ? 'it was not tried' : `the service answered ${status}`;
  const unread = REFUSALS.includes(status)
    ? 'which is a refusal, but whether it changed something could not be read'
    : 'which is neither a refusal nor an acceptance';
  const meaning = {
    closed: `is closed: ${said}, and nothing was seen to change`,
    open: `is open: ${said}`,
    changed: `is open: ${said}, and carried it out all the same`,
    unclear: `is unclear: ${said}, ${unread}`,
  };
  return `${probeName(probe)} ${status === 'not_tried' ? `is unclear: ${said}` : meaning[outcome]}`;
}

/** Reasons why a run with these probes cannot pass: those that make it invalid, and those that make it fail. */
export function judgeProbes(probes: readonly ProbeResult[] = []): { invalid: string[]; failed: string[] } {
  const unclear = probes.filter(({ outcome }) => outcome === 'unclear');
  const open = probes.filter(({ outcome }) => outcome === 'open' || outcome === 'changed');
  return { invalid: unclear.map(probeFinding), failed: open.map(probeFinding) };
}

/** Lists the credentials that were not at hand. @returns undefined when all were tried */
export function notTried(probes: readonly ProbeResult[]): string | undefined {
  const missing = ONLY_IF_THERE.filter((name) => probes.every(({ credential }) => credential !== name));
  if (probes.length === 0 || missing.length === 0) return undefined;
  return `not tried: ${missing.join(', ')} (set EXPIRED_TOKEN to an access token of the service that has expired)`;
}

/** Writes the matrix as rows of text, one for each credential. The first row is the head. */
export function probeRows(
  probes: readonly ProbeResult[],
  cell: (probe: ProbeResult) => string = ({ outcome }) => outcome,
): string[][] {
  const calls = [...new Set(probes.map(({ call }) => call))];
  const credentials = [...new Set(probes.map(({ credential }) => credential))];
  const rows = credentials.map((credential) => [
    credential,
    ...calls.map((call) => {
      const probe = probes.find((one) => one.call === call && one.credential === credential);
      return probe ? cell(probe) : '–';
    }),
  ]);
  return [['', ...calls], ...rows];
}
