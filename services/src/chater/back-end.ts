import { setTimeout as wait } from 'node:timers/promises';
import { evenShare } from '../even-share';
import type { ServiceContext } from '../http/service-app';
import type { ChaterServiceOptions } from './chater-service-options';

/** How long a call waits for the back end before it gives up, in ms. */
export const PATIENCE_MS = {
  today: 20_000,
  usual: 30_000,
  photo: 60_000,
  recommendation: 90_000,
} as const;

type BackEndOptions = Pick<
  ChaterServiceOptions,
  'pollQuantumMs' | 'backendMs' | 'noAnswerShare' | 'answerTimeoutMs'
>;

/**
 * Waits for the back end as a call does: it polls for the answer, once per poll quantum.
 * @param patienceMs after which the call gives up, one of {@link PATIENCE_MS}
 * @returns whether there is an answer; without one the work must not be done
 */
export type BackEnd = (call: ServiceContext, patienceMs: number) => Promise<boolean>;

/** Makes the back end of the calls that wait. Each route counts its unanswered calls separately. */
export function backEnd(options: BackEndOptions): BackEnd {
  const silences = new Map<string, () => boolean>();
  const { pollQuantumMs, backendMs } = options;
  const polls = pollQuantumMs > 0 ? Math.max(1, Math.ceil(backendMs / pollQuantumMs)) : 0;
  const answerMs = pollQuantumMs > 0 ? polls * pollQuantumMs : backendMs;
  return async ({ req }, ownPatienceMs) => {
    const isSilent = silences.get(req.path) ?? evenShare(options.noAnswerShare);
    silences.set(req.path, isSilent);
    const patienceMs = options.answerTimeoutMs > 0 ? options.answerTimeoutMs : ownPatienceMs;
    const answers = !isSilent() && answerMs <= patienceMs;
    await wait(answers ? answerMs : patienceMs, undefined, { signal: req.raw.signal });
    return answers;
  };
}

/** Waits until a call that the back end never answers gives up. */
export async function noAnswer(
  { req }: ServiceContext,
  ownPatienceMs: number,
  { answerTimeoutMs }: Pick<ChaterServiceOptions, 'answerTimeoutMs'>,
): Promise<void> {
  await wait(answerTimeoutMs > 0 ? answerTimeoutMs : ownPatienceMs, undefined, { signal: req.raw.signal });
}
