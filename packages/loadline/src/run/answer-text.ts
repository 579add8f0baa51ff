/**
 * Reads the text of an answer up to a number of characters, and drops the connection when there are more: an answer without an
 * end would otherwise fill the memory.
 */
export async function answerText({ body }: Response, mostCharacters: number): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop early cancels the stream.
  for await (const chunk of body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= mostCharacters) return text.slice(0, mostCharacters);
  }
  return text + decoder.decode();
}
