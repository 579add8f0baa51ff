import { sha256 } from 'k6/crypto';
import { type Caller, type Iteration, setting } from 'loadline';
import { HttpServer } from 'loadline/http';

/** Host and port at which a container waits for its client. */
export interface WaitingHost {
  readonly ip: string;
  readonly port: number;
  readonly secret: string;
}

interface TokenBody {
  readonly user_id: string;
  readonly host_port: number;
  readonly config_encryption_token: string;
  readonly client_app_auth_secret: string;
}

/** Address of the next call: the service names a host in each iteration. */
let address = '';

interface TokenReply {
  readonly isTaken?: boolean;
  readonly error?: string;
}

const setToken = new HttpServer(() => address).call<TokenBody, TokenReply>({
  method: 'PUT',
  route: '/set_config_encryption_token',
  body: 'json',
  reply: 'json',
  // 406: the host refuses the token and says why.
  expect: { status: [200, 406] },
  take: () => ({ isTaken: true }),
  endsJourney: true,
});

/** Sends a host the token of its user's configuration, over TLS. The administrator's token is never sent to a host. */
export function setConfigToken(
  iteration: Iteration,
  username: string,
  { ip, port, secret }: WaitingHost,
): void {
  address = `https://${ip.includes(':') ? `[${ip}]` : ip}:${setting('HOST_SERVICE_PORT')}`;
  const caller: Caller = {
    phase: iteration.phase,
    session: undefined,
    pausedMs: 0,
    deadlineMs: (atMs, ownMs) => iteration.deadlineMs(atMs, ownMs),
    callFailed: (cause) => iteration.callFailed(cause === 'wrong_reply' ? 'host_refused' : cause),
  };
  setToken(caller, {
    body: {
      user_id: username,
      host_port: port,
      // The same in each iteration: a user's configuration can be read only with the token that it was written with.
      config_encryption_token: sha256(username, 'hex'),
      client_app_auth_secret: secret,
    },
    check: ({ isTaken, error }) => (isTaken ? undefined : refusal(error, secret)),
  });
}

/** The host's error text without the secret, which the host may repeat. */
function refusal(error: unknown, secret: string): string {
  return `the host answers 406: ${error}`.replaceAll(secret, '***').slice(0, 200);
}
