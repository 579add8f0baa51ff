import {
  type Credential,
  defineJourney,
  forgedAuthorizations,
  givenExpired,
  type Iteration,
  log,
  type ProbeStatus,
  probeOutcome,
  recordProbe,
  setting,
  zeroProbes,
} from 'loadline';
import { type Attempt, attempt, type Deed } from './attempt';
import { matrix, PROBED_CALLS, type ProbedCall } from './matrix';
import { Owned } from './owned';

/** Tries every call with every credential that must be refused, and checks as the user whether something has changed. */
export const probesJourney = defineJourney(
  {
    every: 'once',
    maxDuration: '120s',
    tags: ['probes'],
    calls: [...PROBED_CALLS, 'POST /get_food_custom_date'],
  },
  (iteration) => {
    zeroProbes(matrix);
    const access = __ENV.TEST_USER_TOKEN ?? '';
    const authorizations: Partial<Record<Credential, string | undefined>> = {
      ...forgedAuthorizations({ access, refresh: '' }, Math.floor(Date.now() / 1_000)),
      ...givenExpired(),
    };
    const prober = new Prober(iteration);
    try {
      for (const { call, credential } of matrix) {
        if (credential in authorizations) prober.probe(call, credential, authorizations[credential]);
        else if (__ENV.EXPIRED_TOKEN) recordProbe({ call, credential }, 'unclear', 'not_tried');
      }
    } finally {
      prober.tellWhatStays();
      prober.lookForPhotos();
    }
  },
);

interface SentPhoto {
  readonly credential: Credential;
  readonly timeMs: number;
  readonly status: ProbeStatus;
}

/** Calls whose effects no call can undo. Only the weight can be read back. */
const LASTING: readonly ProbedCall[] = ['POST /manual_weight', 'POST /set_language', 'POST /feedback'];

class Prober {
  private readonly owned: Owned;
  private readonly photos: SentPhoto[] = [];
  private readonly lasting = new Set<ProbedCall>();

  constructor(private readonly iteration: Iteration) {
    this.owned = new Owned(iteration);
    // Checks that the user's own token is accepted: otherwise a service that refuses everybody would look secure.
    this.owned.dish();
  }

  /** Tries one cell of the matrix and records the outcome. Photos are recorded by {@link lookForPhotos}. */
  probe(call: ProbedCall, credential: Credential, authorization: string | undefined): void {
    const isPhoto = call === 'POST /eater_receive_photo';
    const deed: Deed = {
      timeMs: isPhoto ? this.owned.freeTime() : this.owned.dish().time,
      weight: this.owned.otherWeight(),
      feedback: `${setting('TEST_FEEDBACK_TEXT')} ${this.iteration.marked()}`,
    };
    const got = attempt(this.iteration, call, deed, authorization);
    if (isPhoto) {
      this.photos.push({ credential, timeMs: deed.timeMs, status: got.status });
      return;
    }
    const outcome = probeOutcome(got.status, this.changedBy(call, deed, got));
    if (outcome !== 'closed' && LASTING.includes(call)) this.lasting.add(call);
    recordProbe({ call, credential }, outcome, got.status);
  }

  /** Records the outcome of the photos: a refused one must not have created a dish. */
  lookForPhotos(): void {
    for (const { credential, timeMs, status } of this.photos) {
      const dish = this.owned.dishAt(timeMs);
      const hasChanged = dish === undefined ? undefined : dish !== null;
      recordProbe(
        { call: 'POST /eater_receive_photo', credential },
        probeOutcome(status, hasChanged),
        status,
      );
    }
  }

  /** Warns about changes that a probe made and that no call can undo. */
  tellWhatStays(): void {
    if (this.lasting.size > 0)
      log.info(`left behind, as no call undoes it: what came of ${[...this.lasting].join(', ')}`);
  }

  /**
   * Whether the call changed something. For a call that reads: whether it answered with a message although it should be
   * refused.
   */
  private changedBy(call: ProbedCall, { weight }: Deed, { status, isMessage }: Attempt): boolean | undefined {
    if (call === 'POST /modify_food_record' || call === 'POST /delete_food') {
      const hasChanged = status === 'OK' || this.owned.hasDishChanged();
      if (hasChanged !== false) this.owned.lookAgain();
      return hasChanged;
    }
    if (call === 'POST /manual_weight') return this.owned.hasWeight(weight);
    if (call === 'POST /set_language' || call === 'POST /feedback') return false;
    return isMessage;
  }
}
