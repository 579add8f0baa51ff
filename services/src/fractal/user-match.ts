import { refusal, type ServiceContext } from '../http/service-app';

/**
 * The user a call is about, who must be the one that calls unless that is the administrator.
 * @throws {HTTPException} 401 otherwise, and without a user
 */
export function requireMatch(
  c: ServiceContext,
  username: unknown,
  identity: string,
  adminUsername: string,
): string {
  const name = textOf(username);
  if (name === '' || (name !== identity && identity !== adminUsername)) {
    throw refusal(c.json({ error: 'The username is not that of the token' }, 401));
  }
  return name;
}

/** A text as it is, anything else as the empty one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
