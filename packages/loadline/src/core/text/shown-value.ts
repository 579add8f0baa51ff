import { oneLine } from './printable';

/** Shown in place of a secret. */
export const MASK = '***';

/** Whether a variable is secret, by its name. Every field of an account is secret, even its user name. */
export function isSecretName(name: string): boolean {
  return (
    /^USER_\d+_|PASSWORD|PASSWD|TOKEN|SECRET|EMAIL|CREDENTIAL|API_?KEY|PRIVATE_KEY/i.test(name) &&
    !/^K6_/.test(name)
  );
}

/** Makes a variable's value safe to show, in one line: no secrets, and no query of a URL, because it may contain a signature. */
export function shownValue(name: string, value: string): string {
  if (isSecretName(name)) return MASK;
  return oneLine(value).replace(/(\bhttps?:\/\/[^\s?#]*)\?[^\s,]+/gi, `$1?${MASK}`);
}

/** Masks the queries of the URLs that a sentence quotes. */
export function withoutQueries(text: string): string {
  return text.replace(/(\bhttps?:\/\/[^\s?#"]*)\?[^\s,"]+/gi, `$1?${MASK}`);
}

/** Masks the variable's value that a message quotes. The value is treated as a URL even when it cannot be read as one. */
export function quoting(message: string, name: string, value: string): string {
  const shown = isSecretName(name) ? MASK : value.replace(/\?.+$/s, `?${MASK}`);
  return message.replaceAll(`"${value}"`, () => `"${shown}"`);
}
