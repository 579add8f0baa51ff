import { allCauses, type Cause, selector } from '../names';

/**
 * What a probe found. closed: refused as it should be, and nothing changed. open: accepted. changed: not accepted, but
 * carried out all the same. unclear: could not be tried, or the answer says neither.
 */
export const PROBE_OUTCOMES = ['closed', 'open', 'changed', 'unclear'] as const;

export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** Statuses that refuse somebody for who he is, of gRPC and of HTTP. */
export const REFUSALS: readonly string[] = [
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'status_401',
  'status_403',
];

/** Who asks, by the name in tags and reports, with what a refusal of it shows. */
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

export type Credential = keyof typeof CREDENTIALS;

/** Needs a token that has run out, which only the service can make: tried when there is one. */
const ONLY_IF_THERE: readonly string[] = ['really_expired'] satisfies Credential[];

/** A call with a credential that must not open it. */
export interface Probe {
  readonly call: string;
  readonly credential: string;
}

/** A probe with what came of it. */
export interface ProbeResult extends Probe {
  readonly outcome: ProbeOutcome;
  /** gRPC status, cause, or `OK` of whatever protocol, of the last attempt with this outcome; `not_tried` when there was none. */
  readonly status: string;
}

/** Counts attempts, by `call`, `credential` and `outcome`. */
export const PROBES_METRIC = 'probes';

/** What came back, as its place in {@link PROBE_STATUSES}, under the same tags. */
export const PROBE_STATUS_METRIC = 'probe_status';

/** Everything that an attempt can come back with. */
export type ProbeStatus = Cause | 'not_tried';

/** The same in a fixed order, so that a number can stand for one. */
export const PROBE_STATUSES: readonly ProbeStatus[] = ['not_tried', 'OK', ...allCauses()];

/** What a probe found, by the status that came back and by whether something has changed (undefined: nobody knows). */
export function probeOutcome(status: string, hasChanged: boolean | undefined): ProbeOutcome {
  if (status === 'OK') return 'open';
  if (hasChanged) return 'changed';
  return REFUSALS.includes(status) && hasChanged === false ? 'closed' : 'unclear';
}

/**
 * The k6 thresholds of a matrix: `k6 run` alone exits 99 unless every cell was tried and found closed. They also make k6
 * hand the figures of each cell to the summary.
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

/**
 * The matrix out of k6's end-of-run figures; empty when the run has none.
 * @param calls in the order in which they are to stand; k6 keeps none
 */
export function probesFromK6(metrics: Metrics, calls: readonly string[]): ProbeResult[] {
  const tally = new ProbeTally();
  const pattern = /^(\w+)\{call:([^,]+),credential:([^,]+),outcome:(\w+)\}$/;
  for (const [key, { values }] of Object.entries(metrics)) {
    const [, metric = '', call = '', credential = '', outcome = ''] = pattern.exec(key) ?? [];
    tally.takes(metric, { call, credential, outcome })?.(values.count ?? values.value ?? 0);
  }
  return tally.results(calls);
}

interface Cell extends Probe {
  /** Attempts by outcome, and what the last one came back with, as its place in {@link PROBE_STATUSES}. */
  readonly attempts: Record<string, number>;
  readonly statuses: Record<string, number>;
}

/** Makes the matrix of a run out of its samples, or of sums of them. */
export class ProbeTally {
  private readonly cells = new Map<string, Cell>();

  /** @returns takes a value of this metric with these tags; undefined when it tells nothing of a probe */
  takes(metric: string, tags: Readonly<Record<string, string>>): ((value: number) => void) | undefined {
    const { call, credential, outcome } = tags;
    if (call === undefined || credential === undefined || outcome === undefined) return undefined;
    if (metric !== PROBES_METRIC && metric !== PROBE_STATUS_METRIC) return undefined;
    const name = probeName({ call, credential });
    const cell = this.cells.get(name) ?? { call, credential, attempts: {}, statuses: {} };
    this.cells.set(name, cell);
    return (value) => {
      if (metric === PROBE_STATUS_METRIC) cell.statuses[outcome] = value;
      else cell.attempts[outcome] = (cell.attempts[outcome] ?? 0) + value;
    };
  }

  /** The matrix; empty when there was none. @param calls in the order in which they are to stand */
  results(calls: readonly string[]): ProbeResult[] {
    const credentials = Object.keys(CREDENTIALS);
    return [...this.cells.values()]
      .flatMap(resultsOf)
      .toSorted(
        (a, b) =>
          credentials.indexOf(a.credential) - credentials.indexOf(b.credential) ||
          calls.indexOf(a.call) - calls.indexOf(b.call),
      );
  }
}

function resultsOf({ call, credential, attempts, statuses }: Cell): ProbeResult[] {
  const found = WORST_FIRST.find((outcome) => (attempts[outcome] ?? 0) > 0);
  if (found === undefined && ONLY_IF_THERE.includes(credential)) return [];
  const outcome = found ?? 'unclear';
  return [{ call, credential, outcome, status: PROBE_STATUSES[statuses[outcome] ?? 0] ?? 'not_tried' }];
}

/** Of several attempts at one cell the worst counts. */
const WORST_FIRST: readonly ProbeOutcome[] = ['changed', 'open', 'unclear', 'closed'];

/** A probe in a few words: `GetVacancy with no_token`. */
export function probeName({ call, credential }: Probe): string {
  return `${call} with ${credential}`;
}

/** What was found, in a sentence without a full stop. */
export function probeFinding(probe: ProbeResult): string {
  const { outcome, status } = probe;
  const said = status === 'not_tried' ? 'it was not tried' : `the service answered ${status}`;
  const meaning = {
    closed: `is closed: ${said}, and nothing was seen to change`,
    open: `is open: ${said}`,
    changed: `is open: ${said}, and carried it out all the same`,
    unclear: `is unclear: ${said}, which is neither a refusal nor an acceptance`,
  };
  return `${probeName(probe)} ${status === 'not_tried' ? `is unclear: ${said}` : meaning[outcome]}`;
}

/** Why a run with these probes cannot pass: what makes it invalid, and what makes it fail. */
export function judgeProbes(probes: readonly ProbeResult[] = []): { invalid: string[]; failed: string[] } {
  const unclear = probes.filter(({ outcome }) => outcome === 'unclear');
  const open = probes.filter(({ outcome }) => outcome === 'open' || outcome === 'changed');
  return { invalid: unclear.map(probeFinding), failed: open.map(probeFinding) };
}

/** Credentials that were not at hand, in words; none when all were tried. */
export function notTried(probes: readonly ProbeResult[]): string | undefined {
  const missing = ONLY_IF_THERE.filter((name) => probes.every(({ credential }) => credential !== name));
  if (probes.length === 0 || missing.length === 0) return undefined;
  return `not tried: ${missing.join(', ')} (set EXPIRED_TOKEN to an access token of the service that has run out)`;
}

/** The matrix as rows of text, a credential each; the first row is the head. */
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
