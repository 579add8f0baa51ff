import { createServer } from 'node:http';
import { onLoopback } from './on-loopback';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly body: { readonly body?: string };
}

interface Comment {
  readonly id: number;
  body: string;
}

/** Starts a server with the part of GitHub's API that the action uses, with pagination, on a loopback address. */
export async function githubServer({ refuses = false }: { refuses?: boolean } = {}) {
  const seen: Seen[] = [];
  const comments: Comment[] = [];
  const artifacts: unknown[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { method = '', url = '', headers } = request;
    const body = text === '' ? {} : JSON.parse(text);
    seen.push({ method, url, token: headers.authorization, body });
    const reply = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
    const { pathname, searchParams } = new URL(url, 'http://github');
    const page = Number(searchParams.get('page') ?? 1);
    const edited = /^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(pathname)?.[1];
    if (refuses) return reply(403, { message: 'Resource not accessible by integration' });
    if (pathname === '/repos/o/r/actions/artifacts') return reply(200, { artifacts });
    const own = comments.find(({ id }) => String(id) === edited);
    if (method === 'PATCH' && own) {
      own.body = body.body;
      return reply(200, own);
    }
    if (pathname !== '/repos/o/r/issues/7/comments') return reply(404, { message: 'Not Found' });
    if (method === 'GET') return reply(200, comments.slice((page - 1) * 100, page * 100));
    comments.push({ id: comments.length + 1, body: body.body });
    return reply(201, {});
  });
  const port = await onLoopback(server);
  const api = `http://127.0.0.1:${port}`;
  return { seen, comments, artifacts, access: { api, repository: 'o/r', token: 'secret' } };
}
