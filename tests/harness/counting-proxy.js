// An HTTP proxy for tests, in a process of its own: says where it listens, and the URL of each request that it hands on.
import { createServer, request } from 'node:http';

const proxy = createServer((asked, answer) => {
  console.log(`asked for ${asked.url}`);
  const onward = request(asked.url ?? '', { method: asked.method, headers: asked.headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
});
proxy.on('connect', (asked, socket) => {
  console.log(`asked for ${asked.url}`);
  socket.destroy();
});
proxy.listen(0, '127.0.0.1', () => {
  const address = proxy.address();
  if (address !== null && typeof address === 'object') console.log(`proxy: http://127.0.0.1:${address.port}`);
});
