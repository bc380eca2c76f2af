import { SocketClient } from '../socket/socket-client.ts';
import { requireSocketPlace } from '../socket/socket-path.ts';
import { Stop } from '../stop.ts';
import type { CommandContext } from './command.ts';

/** Talks to the keyholder, if one runs. @returns undefined without one @throws Stop where no socket fits */
export async function whenConnected<T>(
  { state, socket }: Pick<CommandContext, 'state' | 'socket'>,
  work: (client: SocketClient) => Promise<T>,
): Promise<T | undefined> {
  const client = await SocketClient.connect(requireSocketPlace(state, socket));
  if (!client) return undefined;
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** @throws Stop `not_running` */
export async function connected<T>(
  context: CommandContext,
  work: (client: SocketClient) => Promise<T>,
): Promise<T> {
  const result = await whenConnected(context, async (client) => ({ of: await work(client) }));
  if (result) return result.of;
  throw new Stop(
    'not_running',
    `No keyholder runs with ${context.state.path}. Start it, in another terminal or as a service: npm run worker -- start`,
  );
}
