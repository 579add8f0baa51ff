import { z } from 'zod';

/** Version of the format of `prove.json`. It is raised when a field changes its meaning or is removed. */
export const PROOF_VERSION = 1;

const proofOf = z.strictObject({
  id: z.string(),
  level: z.enum(['warn', 'fail']),
  bound: z.string(),
  /** The figure without a fault: in ms, as a share from 0 to 1, per second, or per stream. */
  healthy: z.number().optional(),
  outcome: z.enum(['proved', 'could not be reached', 'asleep']),
  fault: z.string().optional(),
  measured: z.number().optional(),
  runId: z.string().optional(),
  reason: z.string().optional(),
  /** Number of samples without a fault. Present when it is proved, and the test itself would not judge it by so few. */
  samples: z.number().optional(),
  /** Number of samples that the test needs to judge it. Present with `samples`. */
  needed: z.number().optional(),
});

/** `reports/<id>/prove.json`: what `loadline prove` found. */
export const proofFile = z.strictObject({
  version: z.literal(PROOF_VERSION),
  loadline: z.string(),
  id: z.string(),
  test: z.string(),
  suite: z.string(),
  target: z.string(),
  load: z.strictObject({ users: z.number(), durationMs: z.number() }),
  /**
   * `invalid`: the system fails without a fault, that run cannot be judged, a later run could not be run, or the proof was
   * interrupted.
   */
  verdict: z.enum(['proved', 'not proved', 'invalid']),
  reasons: z.array(z.string()),
  thresholds: z.array(proofOf),
  /** The run without a fault, then one for each fault. */
  runs: z.array(
    z.strictObject({
      runId: z.string(),
      fault: z.string(),
      verdict: z.enum(['pass', 'fail', 'invalid']),
      broken: z.array(z.string()),
      /** Thresholds that broke although the fault does not affect what they bound. */
      alsoBroken: z.array(z.string()),
      reasons: z.array(z.string()).optional(),
    }),
  ),
});

export type ProofFile = z.infer<typeof proofFile>;
