import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartError } from './config.ts';
import { errorCodeOf } from './database/connection-errors.ts';

/**
 * `localhost` is two addresses, and a browser takes either. One that another program holds would be passed over in
 * silence when listening, and half of the browsers would reach that program: so it is found out before.
 */
async function requireFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const addresses = await lookup(host, { all: true });
  for (const { address } of addresses) {
    await new Promise<void>((resolve, reject) => {
      const probe = createServer();
      // An address that this machine does not have cannot be taken by anybody.
      probe.once('error', (error) => (errorCodeOf(error) === 'EADDRNOTAVAIL' ? resolve() : reject(error)));
      probe.listen({ host: address, port, exclusive: true }, () => probe.close(() => resolve()));
    });
  }
}

/** @returns the port. @throws StartError */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await requireFree(host, port);
    await app.listen({ host, port });
  } catch (error) {
    throw explain(error, host, port);
  }
  const [first] = app.addresses();
  return typeof first === 'object' ? first.port : port;
}

function explain(error: unknown, host: string, port: number): unknown {
  switch (errorCodeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} is taken by another program, perhaps by a Commonseal that still runs: end that program, or ` +
          'choose another port, for example PORT=8081.',
      );
    case 'EACCES':
      return new StartError(`This user may not listen on port ${port}: choose one from 1024 up by PORT.`);
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
      return new StartError(`HOST is ${host}, which is no address of this machine.`);
    case undefined:
    default:
      return error;
  }
}
