/** Says why a request to a listener or source got no answer. */
export function unreachableText(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'it did not answer in time';
  const why = cause?.code ?? cause?.message ?? message;
  const hint = UNKNOWN_AUTHORITY.test(why)
    ? ': Node does not know the authority of its certificate, name the file with it in NODE_EXTRA_CA_CERTS'
    : '';
  return `it cannot be reached (${why})${hint}`;
}

/** Node's codes for a certificate of an authority that it does not trust. */
const UNKNOWN_AUTHORITY = /SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF|UNABLE_TO_GET_ISSUER/;
