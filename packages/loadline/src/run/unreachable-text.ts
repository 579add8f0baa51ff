/** Says why a request to a listener or source got no answer. */
export function unreachableText(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'it did not answer in time';
  return `it cannot be reached (${cause?.code ?? cause?.message ?? message})`;
}
