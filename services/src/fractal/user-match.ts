import { refusal, type ServiceContext } from '../http/service-app';

/**
 * The user that a call is about. Only this user and the administrator may make the call.
 * @throws {HTTPException} 401 for any other caller, and when no user is named
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

/** The value if it is a text, otherwise the empty text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
