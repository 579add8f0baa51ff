import { NO_HTTP_FAULTS } from '../http/faults';
import type { HttpServiceOptions } from '../http/start-http-service';

/** How the reference food diary is set up and how it misbehaves. */
export interface ChaterServiceOptions extends HttpServiceOptions {
  /** `enforce`: all calls except `/eater_auth` and `/metrics` need a token. `off`: every call is the test user's. */
  auth: 'enforce' | 'off';
  /** Key of the tokens, 32 bytes or more. Empty: a random key, with which tokens of an earlier run are refused. */
  secret: string;
  /** E-mail of the user whose token is issued at the start. */
  testUserEmail: string;
  /** Life of the test user's token in ms. Tokens carry whole seconds. */
  testTokenLifeMs: number;
  /** The `idToken` that `POST /eater_auth` accepts. Every other one is answered with 401. */
  acceptedIdToken: string;
  /** Photos and recommendations, counted together, that a user may ask for per UTC day. */
  dailyLimit: number;
  /** E-mail of the user without a daily limit: the test user if not given, nobody if empty. */
  exemptEmail: string;
  /** Period in ms at which waiting calls poll the back end. 0: they answer as soon as it does. */
  pollQuantumMs: number;
  /** Time that the back end needs, in ms. */
  backendMs: number;
  /** Share of the waiting calls of each route, 0 to 1, evenly spread, that get no answer and whose work is not done. */
  noAnswerShare: number;
  /** How long calls wait for an answer, in ms. 0: as long as in the real system, 20 s to 90 s. */
  answerTimeoutMs: number;
  /** Share of the photos, 0 to 1, evenly spread, that are recognised as no food. */
  notFoodShare: number;
  /**
   * Share of the calls of each route, evenly spread, that are answered with 200 and the text `Failed` and whose work is not
   * done.
   */
  failedTextShare: number;
  /** Share of the success replies of each route, evenly spread, that say `success = false`: an empty body. */
  emptySuccessShare: number;
}

/** Defaults of the options. */
export const CHATER_SERVICE_DEFAULTS: ChaterServiceOptions = {
  ...NO_HTTP_FAULTS,
  host: '127.0.0.1',
  port: 5000,
  controlPort: 0,
  auth: 'enforce',
  secret: '',
  testUserEmail: 'load-test@example.com',
  testTokenLifeMs: 48 * 3_600_000,
  acceptedIdToken: 'accepted-id-token',
  dailyLimit: 10,
  exemptEmail: 'load-test@example.com',
  pollQuantumMs: 500,
  backendMs: 100,
  noAnswerShare: 0,
  answerTimeoutMs: 0,
  notFoodShare: 0,
  failedTextShare: 0,
  emptySuccessShare: 0,
};
