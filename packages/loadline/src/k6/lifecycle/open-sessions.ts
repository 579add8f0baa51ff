import { generatorAdvice } from '../../core/figures/exhausted';
import { isUnreachable } from '../../core/names';
import type { RunSpec } from '../../core/spec/run-spec';
import { accountVariable } from '../auth/account-fields';
import type { AnyAccount } from '../auth/accounts';
import { lineWithoutSecrets } from '../auth/secrets';
import type { SignIn } from '../auth/sign-in';
import type { Caller, Failure } from '../measure/calls';
import { newTrace } from '../measure/traceparent';
import { withSource } from '../user/sources';
import type { OpenedSession } from './token-life';

const SIGN_INS_AT_ONCE = 20;
const SIGN_IN_DEADLINE_MS = 10_000;

const SET_UP: Caller = {
  phase: 'setup',
  session: undefined,
  // Each sign-in is a trace of its own.
  get trace() {
    return newTrace();
  },
  pausedMs: 0,
  deadlineMs: (_atMs, ownMs = SIGN_IN_DEADLINE_MS) => ownMs,
  callFailed: () => {},
};

/**
 * Signs in round-robin over the accounts until there are `count` sessions.
 * @param first number of the first session, from 0, which decides the first account
 * @returns the sessions, in order
 * @throws {Error} with the account and the server's text, when a sign-in is refused
 */
export async function openSessions(
  first: number,
  count: number,
  accounts: readonly AnyAccount[],
  signIn: Pick<SignIn, 'concurrently' | 'fields'>,
): Promise<OpenedSession[]> {
  const sessions: OpenedSession[] = [];
  let next = 0;
  const openNext = async () => {
    const index = next++;
    const account = accounts[(first + index) % accounts.length];
    if (!account) throw new Error('there are no accounts to sign in with');
    const askedAtMs = Date.now();
    const answer = await signIn.concurrently(SET_UP, account);
    if ('refused' in answer) {
      next = count;
      throw new Error(whyRefused(account, signIn.fields, answer.refused));
    }
    sessions[index] = { ...answer, askedAtMs, answeredAtMs: Date.now() };
  };
  const worker = async () => {
    while (next < count) await openNext();
  };
  // The first sign-in is alone, because connecting blocks: with an unreachable server, each of the others would wait as
  // long.
  if (count > 0) await openNext();
  await Promise.all(Array.from({ length: Math.min(SIGN_INS_AT_ONCE, count) }, worker));
  return sessions;
}

function whyRefused({ number }: AnyAccount, fields: readonly string[], { cause, detail }: Failure): string {
  const names = fields.map((field) => accountVariable(number, field));
  const check = isUnreachable(cause)
    ? 'the address, and whether it needs TLS'
    : names.map((name) => withSource(name)).join(' and ');
  // The text may quote fields from .env, whose values must not be shown.
  const words = lineWithoutSecrets(detail).slice(0, 200);
  const toDo = generatorAdvice(cause) ?? `Check ${check}`;
  return `account ${number} (${names[0]}) could not sign in: ${cause}, ${words}. ${capital(toDo)}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns the number of sessions of a run: one for each account, or `MAX_SESSIONS`, but never more than virtual users. */
export function sessionCount(
  most: number | undefined,
  accounts: number,
  { debug, journeys }: Pick<RunSpec, 'debug' | 'journeys'>,
): number {
  const users = debug ? 1 : journeys.reduce((total, { virtualUsers }) => total + virtualUsers, 0);
  return Math.min(most ?? Math.max(1, accounts), users);
}
