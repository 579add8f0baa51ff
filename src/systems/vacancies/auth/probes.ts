import { sleep } from 'k6';
import {
  type Credential,
  defineJourney,
  forgedAuthorizations,
  givenExpired,
  type Iteration,
  lifeOf,
  log,
  type ProbeStatus,
  probeOutcome,
  recordProbe,
  zeroProbes,
} from 'loadline';
import { type Attempt, attempt, attemptListing } from './attempt';
import { matrix, PROBED_CALLS, type ProbedCall } from './matrix';
import { type Owner, signInOwner, tokenOfOther } from './people';
import { Victims } from './victims';

/** Longest life of a token, in s, for which the probe waits until the token has expired. */
const SHORT_LIFE_S = 15;

/** Tries every call with every credential that must be refused, and checks as the owner whether something has changed. */
export const probesJourney = defineJourney(
  { every: 'once', maxDuration: '60s', tags: ['probes'], calls: [...PROBED_CALLS] },
  async (iteration) => {
    zeroProbes(matrix);
    const owner = signInOwner(iteration);
    const prober = new Prober(iteration, owner);
    const nowS = Math.floor(Date.now() / 1_000);
    const authorizations: Partial<Record<Credential, string | undefined>> = {
      ...forgedAuthorizations(owner.tokens, nowS),
      ...otherAccount(iteration),
    };
    try {
      for (const { call, credential } of matrix) {
        if (credential === 'really_expired') continue;
        if (credential in authorizations) await prober.probe(call, credential, authorizations[credential]);
        else recordProbe({ call, credential }, 'unclear', 'not_tried');
      }
      await probeExpired(prober, owner);
    } finally {
      await prober.lookForCreated();
    }
  },
);

function otherAccount(iteration: Iteration): { other_account?: string } {
  const token = tokenOfOther(iteration);
  if (token !== undefined) return { other_account: `Bearer ${token}` };
  log.warn(
    'other_account was not tried: set USER_2_EMAIL and USER_2_PASSWORD to an account other than USER_1',
  );
  return {};
}

/** Tries an expired token: the given one, or the owner's own if its life is short enough to wait for its end. */
async function probeExpired(prober: Prober, owner: Owner): Promise<void> {
  const given = __ENV.EXPIRED_TOKEN;
  const lifeS = lifeOf(owner.tokens.access, owner.signedInAtMs) ?? Number.POSITIVE_INFINITY;
  const isOwn = !given && lifeS <= SHORT_LIFE_S;
  // Uses the token's life, not its expiry time: the server's clock may differ. The server counts in whole seconds.
  if (isOwn) sleep(Math.max(0, lifeS + 1 - (Date.now() - owner.signedInAtMs) / 1_000));
  const { really_expired } = isOwn ? { really_expired: `Bearer ${owner.tokens.access}` } : givenExpired();
  for (const call of PROBED_CALLS) {
    if (really_expired !== undefined) await prober.probe(call, 'really_expired', really_expired);
    else if (given) recordProbe({ call, credential: 'really_expired' }, 'unclear', 'not_tried');
  }
}

interface Created {
  readonly credential: Credential;
  readonly title: string;
  readonly status: ProbeStatus;
}

class Prober {
  private readonly victims: Victims;
  private readonly first;
  /** Replies to attempts to create. Whether the records exist is checked once, at the end. */
  private readonly created: Created[] = [];

  constructor(
    private readonly iteration: Iteration,
    owner: Owner,
  ) {
    this.victims = new Victims(owner, iteration);
    this.first = this.victims.get();
  }

  /** Tries one cell of the matrix and records the outcome. Attempts to create are recorded by {@link lookForCreated}. */
  async probe(call: ProbedCall, credential: Credential, authorization: string | undefined): Promise<void> {
    if (call === 'CreateVacancy') {
      const draft = this.victims.draft();
      const { status } = attempt(this.iteration, call, draft, authorization);
      this.created.push({ credential, title: draft.Title, status });
      return;
    }
    const got = await this.attempt(call, credential, authorization);
    const isRead = call === 'GetVacancy' || call === 'GetVacancies';
    const hasChanged = isRead ? got.status !== 'OK' && got.messages > 0 : this.changedBy(got);
    recordProbe({ call, credential }, probeOutcome(got.status, hasChanged), got.status);
  }

  /** Records the outcome of the attempts to create: a refused one must not have left a record. */
  async lookForCreated(): Promise<void> {
    const titles = await this.victims.titlesSince(this.first);
    for (const { credential, title, status } of this.created) {
      recordProbe({ call: 'CreateVacancy', credential }, probeOutcome(status, titles?.has(title)), status);
    }
  }

  private attempt(
    call: Exclude<ProbedCall, 'CreateVacancy'>,
    credential: Credential,
    authorization: string | undefined,
  ): Attempt | Promise<Attempt> {
    if (call === 'GetVacancies')
      return attemptListing(this.iteration, { page: '1', limit: '1' }, authorization);
    const { Id } = this.victims.get();
    if (call !== 'UpdateVacancy') return attempt(this.iteration, call, { Id }, authorization);
    const request = { Id, Description: `changed with ${credential}` };
    return attempt(this.iteration, call, request, authorization);
  }

  private changedBy({ status }: Attempt): boolean | undefined {
    const hasChanged = status === 'OK' || this.victims.hasChanged();
    if (hasChanged !== false) this.victims.renounce();
    return hasChanged;
  }
}
