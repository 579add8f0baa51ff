import { NO_HTTP_FAULTS } from '../http/faults';
import type { HttpServiceOptions } from '../http/start-http-service';

/** How the reference food diary is set up and how it misbehaves. */
export interface ChaterServiceOptions extends HttpServiceOptions {
  /** `enforce`: all calls but `/eater_auth` and `/metrics` need a token. `off`: they are the test user's. */
  auth: 'enforce' | 'off';
  /** Key of the tokens, 32 bytes or more; empty for a random one, which refuses the tokens of an earlier run. */
  secret: string;
  /** Whose token is issued at the start. */
  testUserEmail: string;
  /** Life of the test user's token; tokens carry whole seconds. */
  testTokenLifeMs: number;
  /** The `idToken` that `POST /eater_auth` accepts; every other one is answered with 401. */
  acceptedIdToken: string;
  /** Photos and recommendations together that a user has per UTC day. */
  dailyLimit: number;
  /** Who has no daily limit, the test user if not given; empty for nobody. */
  exemptEmail: string;
  /** Calls that wait for the back end look for its answer this often; 0 answers as soon as it is there. */
  pollQuantumMs: number;
  /** Time the back end needs. */
  backendMs: number;
  /** Share of the waiting calls of each route, 0 to 1, evenly spread, whose work is not done and that get no answer. */
  noAnswerShare: number;
  /** How long calls wait for an answer; 0 for as long as each does in the real system, 20 s to 90 s. */
  answerTimeoutMs: number;
  /** Share of the photos, 0 to 1, evenly spread, that are found to be no food. */
  notFoodShare: number;
  /** Share of the calls of each route, evenly spread, answered with 200 and the text `Failed` without their work. */
  failedTextShare: number;
  /** Share of the success replies of each route, evenly spread, that say `success = false`: an empty body. */
  emptySuccessShare: number;
}

/** What holds for every option that is not given. */
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
