/** Whether a variable, or a problem with it, is part of an account: whoever runs a suite has the accounts. */
export function isAccount(name: string): boolean {
  return /^USER_\d+_/.test(name);
}
