import { oneLine, printable } from './printable';
import { maskSecrets, type Secrets } from './secret-mask';

/**
 * Makes a text of foreign origin safe to show: without secrets and without control characters. Use it wherever a text needs
 * both, because the order matters.
 */
export function shownText(text: string, secrets: Secrets): string {
  return cleaned(text, secrets, printable);
}

/** Does the same as {@link shownText}, and puts the text into one line. */
export function shownLine(text: string, secrets: Secrets): string {
  return cleaned(text, secrets, oneLine);
}

/**
 * Masks before cleaning, because a secret may itself contain control characters. Masks again after it, because without
 * control characters the parts of a text may form a secret.
 */
function cleaned(text: string, secrets: Secrets, clean: (text: string) => string): string {
  const masked = maskSecrets(text, secrets);
  const shown = clean(masked);
  return shown === masked ? shown : maskSecrets(shown, secrets);
}
