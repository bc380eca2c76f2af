import { parseBase64url, encodeBase64url } from '@commonseal/protocol';
import { handOver } from '@commonseal/guarded/handover';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { Refusal } from '../keyholder/refusal.ts';
import type { SocketClient } from '../socket/socket-client.ts';
import type { CommandContext } from './command.ts';
import { connected } from './connected.ts';
import { chosenOperator, ofOperator } from './operators.ts';

/** Takes the passphrase of one operator to the running keyholder. */
export async function unseal(context: CommandContext, option: number | undefined): Promise<void> {
  const { state: before, operators } = await connected(context, (client) => client.ask('status', {}));
  if (before.kind === 'unsealed') throw new Refusal('already_unsealed');
  const operator = chosenOperator(option, operators);
  // Unconnected: whoever types takes longer than a connection may wait.
  const passphrase = await readPassphrase(context, ofOperator(operator, operators));
  try {
    const { state } = await connected(context, async (client) => {
      const [sealed = ''] = await sealFor(client, [passphrase]);
      return client.ask('unseal', { operator, passphrase: sealed });
    });
    context.output.say(
      state.kind === 'unsealed'
        ? 'The keyholder is unsealed. It has the key until it is sealed or ends.'
        : `Taken. ${state.missing} more ${state.missing === 1 ? 'operator has' : 'operators have'} to type theirs; until then the keyholder stays sealed.`,
    );
  } finally {
    passphrase.wipe();
  }
}

async function readPassphrase(context: CommandContext, whose: string): Promise<GuardedSecret> {
  const source = context.passphrases();
  try {
    return await source.read(`Passphrase${whose}`);
  } finally {
    source.close();
  }
}

/** Seals passphrases for the keyholder's own memory, and wipes them here. */
export async function sealFor(
  client: SocketClient,
  passphrases: readonly GuardedSecret[],
): Promise<readonly string[]> {
  try {
    const key = parseBase64url((await client.ask('handoverKey', {})).key);
    return passphrases.map((passphrase) => encodeBase64url(handOver(passphrase, key)));
  } finally {
    for (const passphrase of passphrases) passphrase.wipe();
  }
}
