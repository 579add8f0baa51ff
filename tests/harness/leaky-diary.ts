import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import {
  type RunningChaterService,
  startChaterService,
} from '../../services/src/chater/start-chater-service';

/** Checks whether a call has the user's own token. */
type IsOwn = (headers: IncomingHttpHeaders) => boolean;

/** Makes the reply to an unauthorised call that was carried out, from the reply to an authorised one. */
export type Refuse = (body: Buffer, type: string) => { body: Buffer | string; type: string };

/** Starts a food diary that checks the token too late: it carries the call out and then answers 401. For one test. */
export async function leakyDiary(refuse: Refuse): Promise<{ address: string; behind: RunningChaterService }> {
  const behind = await startChaterService({ port: 0, pollQuantumMs: 0, backendMs: 0, auth: 'off' });
  const isOwn: IsOwn = ({ authorization }) => authorization === `Bearer ${behind.testUserToken}`;
  const door = createServer(async (request, reply) => {
    const { method = '', url = '', headers } = request;
    const sent = await buffer(request);
    const honest = await fetch(`http://${behind.address}${url}`, {
      method,
      ...(method === 'POST' && { body: new Uint8Array(sent) }),
    });
    const type = honest.headers.get('content-type') ?? '';
    const body = Buffer.from(await honest.arrayBuffer());
    const answer = isOwn(headers) ? { body, type } : refuse(body, type);
    reply.writeHead(isOwn(headers) ? honest.status : 401, { 'content-type': answer.type }).end(answer.body);
  });
  await new Promise<void>((listening) => {
    door.listen(0, '127.0.0.1', listening);
  });
  onTestFinished(async () => {
    door.closeAllConnections();
    door.close();
    await behind.stop();
  });
  return { address: `127.0.0.1:${(door.address() as AddressInfo).port}`, behind };
}
