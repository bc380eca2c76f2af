import type { CommandContext } from './command.ts';
import { connected } from './connected.ts';

/** Has the keyholder forget the key at once. */
export function seal(context: CommandContext): Promise<void> {
  return connected(context, async (client) => {
    await client.ask('seal', {});
    context.output.say('The keyholder is sealed. It holds no key any more.');
  });
}
