import { type Server, createServer } from 'node:http';
import { once } from 'node:events';
import type { TestServer } from './test-server.ts';

/** The server in memory, for a connector in its own process. */
export async function listen(server: TestServer): Promise<{ url: string; close: () => Promise<void> }> {
  const http: Server = createServer((request, response) => {
    void (async () => {
      try {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        const bytes = Buffer.concat(parts);
        const isJson = request.headers['content-type'] === 'application/json';
        const { authorization = '' } = request.headers;
        const reply = await server.fetch(`http://localhost${request.url}`, {
          method: request.method ?? 'GET',
          headers: { authorization },
          ...(bytes.length === 0 ? {} : { body: (isJson ? bytes.toString() : bytes) as BodyInit }),
        });
        response.writeHead(reply.status, { 'content-type': 'application/json' });
        response.end(await reply.text());
      } catch {
        request.destroy();
      }
    })();
  });
  http.listen(0, 'localhost');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    url: `http://localhost:${address.port}`,
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
