import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onLoopback } from './on-loopback';

/** A request that the server has received. */
interface Seen {
  readonly name: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly atMs: number;
}

/** Answers a call; `nth` counts the calls of the same path, from 1. */
export type Answer = (response: ServerResponse, nth: number) => unknown;

/** Starts a server for one test. Its sign-ins return `token-1`, `token-2` … */
export async function signingInServer(
  answers: Record<string, Answer>,
  signedIn: object = {},
): Promise<{ address: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('latin1')) body += chunk;
    const name = `${request.method} ${request.url}`;
    seen.push({ name, headers: request.headers, body, atMs: Date.now() });
    const nth = seen.filter((call) => call.name === name).length;
    if (name === 'POST /sign-in') response.end(JSON.stringify({ token: `token-${nth}`, ...signedIn }));
    else await (answers[name] ?? ((reply) => reply.writeHead(404).end('no such path')))(response, nth);
  });
  const port = await onLoopback(server);
  return { address: `http://127.0.0.1:${port}`, seen };
}
