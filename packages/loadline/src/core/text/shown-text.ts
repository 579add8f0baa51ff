import { oneLine, printable } from './printable';
import { maskSecrets, type Secrets } from './secret-mask';

/**
 * A text that somebody else supplied as it may be shown: without secrets and without control characters. Use it wherever a
 * text needs both: the order matters.
 */
export function shownText(text: string, secrets: Secrets): string {
  return cleaned(text, secrets, printable);
}

/** The same in one line. */
export function shownLine(text: string, secrets: Secrets): string {
  return cleaned(text, secrets, oneLine);
}

/** Masked before: a secret may itself hold control characters. Masked after: without them, its parts become a secret again. */
function cleaned(text: string, secrets: Secrets, clean: (text: string) => string): string {
  const masked = maskSecrets(text, secrets);
  const shown = clean(masked);
  return shown === masked ? shown : maskSecrets(shown, secrets);
}
