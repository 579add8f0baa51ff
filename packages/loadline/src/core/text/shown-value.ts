import { oneLine } from './printable';

/** What stands in place of a secret. */
export const MASK = '***';

/** Whether a variable holds a secret, by its name. Every field of an account is one, also its user name. */
export function isSecretName(name: string): boolean {
  return (
    /^USER_\d+_|PASSWORD|PASSWD|TOKEN|SECRET|EMAIL|CREDENTIAL|API_?KEY|PRIVATE_KEY/i.test(name) &&
    !/^K6_/.test(name)
  );
}

/** A variable's value as it may be shown, in one line: nothing of a secret, and no query of a URL, which may be its signature. */
export function shownValue(name: string, value: string): string {
  if (isSecretName(name)) return MASK;
  return oneLine(value).replace(/(\bhttps?:\/\/[^\s?#]*)\?[^\s,]+/gi, `$1?${MASK}`);
}

/** A sentence without the queries of the URLs that it quotes. */
export function withoutQueries(text: string): string {
  return text.replace(/(\bhttps?:\/\/[^\s?#"]*)\?[^\s,"]+/gi, `$1?${MASK}`);
}

/** A message that quotes a variable's value, without what must not be shown of that: the value may be no URL that can be read. */
export function quoting(message: string, name: string, value: string): string {
  const shown = isSecretName(name) ? MASK : value.replace(/\?.+$/s, `?${MASK}`);
  return message.replaceAll(`"${value}"`, () => `"${shown}"`);
}
