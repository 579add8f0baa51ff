/** The console's answer to a request that changes something. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly error?: string; readonly [field: string]: unknown };
}

/** Sends JSON with the nonce that only pages of this console know. */
export async function ask(
  path: string,
  body: unknown,
  method: 'POST' | 'PUT' | 'DELETE' = 'POST',
): Promise<Answer> {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=loadline]')?.content ?? '';
  const reply = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json', 'x-loadline': nonce },
    body: JSON.stringify(body),
  });
  return { status: reply.status, body: await reply.json() };
}

/** Finds an element that the page must contain. */
export function element<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}
