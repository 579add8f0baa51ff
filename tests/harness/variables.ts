import { type AccountSeed, DEMO_ACCOUNTS } from '../../services/src/vacancies/demo-accounts';

/** Makes the variables with which a run calls a service on this machine with these accounts. */
export function variablesFor(
  { port }: { port: number },
  accounts: readonly AccountSeed[] = DEMO_ACCOUNTS,
): Record<string, string> {
  const signIns = accounts.flatMap(({ email, password }, index) => [
    [`USER_${index + 1}_EMAIL`, email],
    [`USER_${index + 1}_PASSWORD`, password],
  ]);
  return { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(port), ...Object.fromEntries(signIns) };
}
