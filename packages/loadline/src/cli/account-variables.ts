/** Whether a name is a variable of an account. Accounts are only known where the suite runs. */
export function isAccount(name: string): boolean {
  return /^USER_\d+_/.test(name);
}
