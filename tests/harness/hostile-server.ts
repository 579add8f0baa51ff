import { createServer } from 'node:http';
import { onLoopback } from './on-loopback';

/** Escape sequences that a terminal obeys, and a false verdict. */
const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u009b1A\rx\nVERDICT: PASS\n';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Encodings in which a server may send a secret back. */
export const SPELLINGS: Readonly<Record<string, (secret: string) => string>> = {
  url: encodeURIComponent,
  base64,
  base64Second: (secret) => base64(`x${secret}y`),
  base64Third: (secret) => base64(`xx${secret}`),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  html: (secret) => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  json: (secret) => JSON.stringify(JSON.stringify(secret)),
  upper: (secret) => secret.toUpperCase(),
  basic: (secret) => `Basic ${base64(`user:${secret}`)}`,
};

/**
 * Starts a server for the suite `requests`, for one test. Its name and messages contain escape sequences and a secret.
 * @param secret text that the server sends in each encoding
 */
export async function hostileServer(secret: string): Promise<{ address: string }> {
  const spelled = Object.values(SPELLINGS).map((spell) => spell(secret));
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url === '/health') {
        const health = { name: `api${ESCAPES}${spelled[0]}`, version: `1${ESCAPES}`, dependencies: [] };
        response.setHeader('content-type', 'application/json').end(JSON.stringify(health));
        return;
      }
      response.writeHead(500).end(`=cmd()${ESCAPES}${spelled.join(' ')}`);
    });
  });
  const port = await onLoopback(server);
  return { address: `http://127.0.0.1:${port}` };
}
