import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** Gathers the schemas of all routes that are registered after it. */
export async function addOpenApi(app: FastifyInstance, sessionCookie: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Commonseal',
        version: '1',
        description:
          'Stores and serves ciphertext, sealed keys and signed logs. Bytes are base64url text without padding, ' +
          'unless a field says otherwise. Every failure is `{code, requestId}`.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
          writer: { type: 'http', scheme: 'bearer' },
          worker: { type: 'http', scheme: 'bearer' },
        },
      },
    },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
