import type { Credential, Probe } from 'loadline';

/** Calls that must be closed to whoever has no valid token. What is changed comes before what is deleted. */
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

/** There is one kind of token and one diary: no refresh tokens, no records of others that a call could name. */
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

/** The most dishes that an iteration can make: one to aim at, and another for each probe that may have taken or made one. */
export const DISHES_PER_ITERATION = 1 + matrix.length;
