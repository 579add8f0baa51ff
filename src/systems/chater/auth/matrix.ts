import type { Credential, Probe } from 'loadline';

/** Calls that must be refused without a valid token. Calls that change a dish come before those that delete it. */
export const PROBED_CALLS = [
  'GET /eater_get_today',
  'GET /alcohol_latest',
  'POST /eater_receive_photo',
  'POST /modify_food_record',
  'POST /delete_food',
  'POST /manual_weight',
  'POST /set_language',
  'POST /feedback',
] as const;

export type ProbedCall = (typeof PROBED_CALLS)[number];

/**
 * Credentials to probe with. The system has one kind of token and one diary: no refresh tokens, and no call that could name
 * records of others.
 */
const PROBED_CREDENTIALS = [
  'no_token',
  'empty_token',
  'malformed_token',
  'wrong_signature',
  'alg_none',
  'forged_expired',
  'really_expired',
] as const satisfies readonly Credential[];

/** Every probe of the suite. */
export const matrix: readonly (Probe & { call: ProbedCall; credential: Credential })[] =
  PROBED_CREDENTIALS.flatMap((credential) => PROBED_CALLS.map((call) => ({ call, credential })));

/**
 * Most dishes that one iteration can create: one as the target of the probes, and another for each probe, which may have
 * deleted or created one.
 */
export const DISHES_PER_ITERATION = 1 + matrix.length;
