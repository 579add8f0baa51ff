import { type PhaseCaller, writeMark } from 'loadline';
import type { HttpAnswer } from 'loadline/http';
import { asAdmin, server } from '../api';
import { usernameOf } from '../users';
import type { Patience } from './patience';

interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface NewUser extends Credentials {
  readonly name: string;
  readonly feedback: string;
  readonly encrypted_config_token: string;
}

interface LoginReply {
  readonly verified: boolean;
  readonly name: string | null;
  /** Seconds since 1970. */
  readonly created_timestamp: number | null;
}

const postAdminLogin = server.callAsync<Credentials, { access_token?: string }>({
  method: 'POST',
  route: '/admin/login',
  body: 'json',
  reply: 'json',
});

const getRegions = server.callAsync<undefined, readonly string[]>({
  method: 'GET',
  route: '/regions',
  reply: 'json',
});

/** Reply whose body is not read: the bodies of refusals differ, their status does not. */
interface Done {
  readonly isDone?: boolean;
}

const register = server.callAsync<NewUser, Done>({
  method: 'POST',
  route: '/account/register',
  body: 'json',
  reply: 'json',
  // 400: the name is taken.
  expect: { status: [200, 400] },
  take: () => ({ isDone: true }),
});

const login = server.callAsync<Credentials, LoginReply>({
  method: 'POST',
  route: '/account/login',
  body: 'json',
  reply: 'json',
});

const remove = server.callAsync<{ username: string }, Done>({
  method: 'POST',
  route: '/account/delete',
  body: 'json',
  reply: 'json',
  // 400: there is no such user.
  expect: { status: [200, 400] },
  take: () => ({ isDone: true }),
});

const lookUp = server.callAsync<{ username: string }, { exists: boolean }>({
  method: 'POST',
  route: '/account/lookup',
  body: 'json',
  reply: 'json',
});

/** Logs the administrator in. @returns the administrator's token @throws {Error} with the service's error text */
export async function adminToken(caller: PhaseCaller, username: string, password: string): Promise<string> {
  const answer = await postAdminLogin(caller, { body: { username, password } });
  const { access_token: token } = replyOf(answer, `administrator ${username} could not log in`);
  if (!token) throw new Error(`administrator ${username} could not log in: the reply holds no token`);
  return token;
}

/** The regions in which containers are available. @throws {Error} with the service's error text */
export async function regions(caller: PhaseCaller): Promise<readonly string[]> {
  const answer = await getRegions(caller, { headers: asAdmin() });
  return replyOf(answer, 'the administrator could not read the regions');
}

/**
 * Creates a user. A user that an earlier run has left is kept; one of that name with another password is replaced.
 * @param mark of the run, by which a clean-up finds the user
 * @throws {Error} with the service's error text
 */
export async function makeUser(
  caller: PhaseCaller,
  patience: Patience,
  n: number,
  mark: string,
): Promise<void> {
  const username = usernameOf(n);
  const failed = `user ${username} could not be made`;
  const name = `${username} ${writeMark(mark, n)}`;
  const body = {
    username,
    password: username,
    name,
    feedback: username,
    encrypted_config_token: username,
  };
  const isMade = async () => {
    const { isDone } = replyOf(await patience.call(() => register(caller, { body })), failed);
    return isDone === true;
  };
  if (await isMade()) return;
  if (await findUser(caller, patience, n)) return;
  if (!(await removeUser(caller, patience, n))) throw new Error(`${failed}: its name is taken`);
  if (!(await isMade())) throw new Error(`${failed}: the service answers 400`);
}

/** A user that a load test has created. @returns undefined when there is none @throws {Error} with the service's error text */
export async function findUser(
  caller: PhaseCaller,
  patience: Patience,
  n: number,
): Promise<{ name: string; createdAtMs: number } | undefined> {
  const username = usernameOf(n);
  const answer = await patience.call(() => login(caller, { body: { username, password: username } }));
  const { verified, name, created_timestamp: createdAtS } = replyOf(answer, `${username} could not log in`);
  return verified ? { name: name ?? '', createdAtMs: (createdAtS ?? Number.NaN) * 1_000 } : undefined;
}

/** Deletes a user, as the administrator. @returns whether the user is gone */
export async function removeUser(caller: PhaseCaller, patience: Patience, n: number): Promise<boolean> {
  const body = { username: usernameOf(n) };
  const removed = await patience.call(() => remove(caller, { headers: asAdmin(), body }));
  if (!('reply' in removed)) return false;
  if (removed.reply.isDone) return true;
  const found = await patience.call(() => lookUp(caller, { body }));
  return 'reply' in found && !found.reply.exists;
}

function replyOf<Reply>(answer: HttpAnswer<Reply>, failed: string): Reply {
  if ('reply' in answer) return answer.reply;
  throw new Error(`${failed}: ${answer.cause}, ${answer.detail}`);
}
