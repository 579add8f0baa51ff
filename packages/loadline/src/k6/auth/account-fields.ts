/** Fields of an account, where a sign-in names no others. */
export const EMAIL_AND_PASSWORD = ['email', 'password'] as const;

/** The variable that holds a field of an account: `USER_1_CLIENT_ID`. */
export function accountVariable(number: number, field: string): string {
  return `USER_${number}_${field.toUpperCase()}`;
}
