import { json, Refusal } from '../http/exchange';

/**
 * The user a call is about, who must be the one that calls unless that is the administrator.
 * @throws {Refusal} 401 otherwise, and without a user
 */
export function requireMatch(username: unknown, identity: string, adminUsername: string): string {
  const name = textOf(username);
  if (name === '' || (name !== identity && identity !== adminUsername)) {
    throw new Refusal(json(401, { error: 'The username is not that of the token' }));
  }
  return name;
}

/** A text as it is, anything else as the empty one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
