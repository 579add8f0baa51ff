/** Default fields of an account, for a sign-in that names no others. */
export const EMAIL_AND_PASSWORD = ['email', 'password'] as const;

/** Name of the variable with a field of an account: `USER_1_CLIENT_ID`. */
export function accountVariable(number: number, field: string): string {
  return `USER_${number}_${field.toUpperCase()}`;
}
