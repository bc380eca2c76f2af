import { parseBase64url, encodeBase64url } from '@commonseal/protocol';
import { handOver } from '@commonseal/guarded/handover';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { Refusal } from '../keyholder/refusal.ts';
import type { SocketClient } from '../socket/socket-client.ts';
import type { CommandContext } from './command.ts';
import { connected } from './connected.ts';
import { chosenOperator, ofOperator } from './operators.ts';

/** Takes the passphrase of one operator to the running keyholder. */
export function unseal(context: CommandContext, option: number | undefined): Promise<void> {
  return connected(context, async (client) => {
    const { state: before, operators } = await client.ask('status', {});
    if (before.kind === 'unsealed') throw new Refusal('already_unsealed');
    const operator = chosenOperator(option, operators);
    const source = context.passphrases();
    let passphrase: GuardedSecret;
    try {
      passphrase = await source.read(`Passphrase${ofOperator(operator, operators)}`);
    } finally {
      source.close();
    }
    const [sealed = ''] = await sealFor(client, [passphrase]);
    const { state } = await client.ask('unseal', { operator, passphrase: sealed });
    context.output.say(
      state.kind === 'unsealed'
        ? 'The keyholder is unsealed. It has the key until it is sealed or ends.'
        : `Taken. ${state.missing} more ${state.missing === 1 ? 'operator has' : 'operators have'} to type theirs; until then the keyholder stays sealed.`,
    );
  });
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
