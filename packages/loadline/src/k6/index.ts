/**
 * `loadline`: the parts of a suite that do not depend on its system's protocol. `loadline/grpc` and `loadline/http` have the
 * others. All of this runs inside k6. A bundle contains only what it uses.
 */
export { readHost, readIpv4 } from '../core/network/address';
export type { RunSpec } from '../core/spec/run-spec';
export { plannedIterations } from '../core/spec/schedule';
export { didYouMean } from '../core/text/nearest';
export { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
export type { ThresholdsFile } from '../core/thresholds/threshold';
export {
  CREDENTIALS,
  type Credential,
  type Probe,
  type ProbeStatus,
  probeOutcome,
  REFUSALS,
} from '../core/verdict/probe-matrix';
export type { Account, AnyAccount } from './auth/accounts';
export { basicSignIn } from './auth/basic';
export { forgedAuthorizations, type Tokens } from './auth/forged-tokens';
export { lifeOf } from './auth/jwt';
export { givenExpired, readExpiredToken, recordProbe, zeroProbes } from './auth/probes';
export { secret } from './auth/secrets';
export {
  accountOf,
  isSetUp,
  type PlannedJourney,
  plannedJourney,
  type RunData,
  type SignedIn,
} from './auth/session';
export { defineSignIn, type SignIn } from './auth/sign-in';
export { TokenSession } from './auth/token-session';
export { type ControlledSuite, controlSuite } from './lifecycle';
export { asItComes } from './lifecycle/as-it-comes';
export { removeAll, retried } from './lifecycle/clean-up';
export { carriesMark } from './lifecycle/sweep';
export {
  type Caller,
  CallRecorder,
  type Failure,
  IterationEnded,
  PhaseCaller,
  type Session,
  timeLeft,
} from './measure/calls';
export { now } from './measure/clock';
export { mismatch, subsetMismatch } from './measure/expect';
export { log } from './measure/log';
export { masked } from './measure/masked';
export { retries } from './measure/metrics';
export { milliseconds } from './measure/milliseconds';
export { ownCounter, ownTrend, unfinishedCounter } from './measure/own-metrics';
export type { Env } from './user/env';
export { defineJourney, type Iteration, type Journey, type JourneyDeclaration } from './user/journey';
export { type MarkFormat, slugMark, writeMark } from './user/mark';
export { integerBetween, oneOf, someOf } from './user/random';
export { records } from './user/records';
export { setting, useSettings } from './user/settings';
export { defineSuite, defineUsers } from './user/suite';
export type { DrainedCheck, HealthCheck, SuiteDeclaration, Users } from './user/suite-definition';
export { type UserFunctions, virtualUsers } from './user/virtual-users';
