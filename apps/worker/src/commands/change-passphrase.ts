import { defaultCost } from '@commonseal/guarded/argon2id';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { Opening } from '../keyholder/opening.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import type { AskedCost, CommandContext } from './command.ts';
import { whenConnected } from './connected.ts';
import { readNewPassphrase } from './new-passphrase.ts';
import { costWords, isCheaper } from './cost.ts';
import { chosenOperator, ofOperator } from './operators.ts';
import { withStateLock } from './state-lock.ts';
import { sealFor } from './unseal.ts';

interface Passphrases {
  readonly current: GuardedSecret;
  readonly next: GuardedSecret;
}

/**
 * Puts another passphrase in the place of an operator's: by the keyholder where one runs, else by itself. The cost of guessing it stays,
 * but for what was asked.
 */
export async function changePassphrase(
  context: CommandContext,
  option: number | undefined,
  asked: AskedCost,
): Promise<void> {
  const { state, output } = context;
  const { slots } = await readKeyFile(state);
  const operator = chosenOperator(option, slots.length);
  const before = slots[operator - 1]?.cost;
  const cost = { ...defaultCost, ...before, ...asked };
  if (before && isCheaper(cost, before))
    output.complain(
      `Guessing the new passphrase will cost less than the present one: ${costWords(cost)} instead of ${costWords(before)}.`,
    );
  const passphrases = await readBoth(context, ofOperator(operator, slots.length));
  try {
    // Where no socket fits, no keyholder can be asked; whether one runs all the same, the lock tells.
    const wasChanged =
      context.socket !== undefined &&
      (await whenConnected(context, async (client) => {
        const { current, next } = passphrases;
        const [sealedCurrent = '', sealedNext = ''] = await sealFor(client, [current, next]);
        await client.ask('changePassphrase', { operator, current: sealedCurrent, next: sealedNext, cost });
        return true;
      }));
    if (wasChanged !== true)
      await withStateLock(state, () =>
        new Opening(state, context.onStep).change(operator, passphrases, cost),
      );
  } finally {
    passphrases.current.wipe();
    passphrases.next.wipe();
  }
  output.say(
    'The new passphrase holds from now on. Copies of the key file from before still open under the old one: delete them.',
  );
}

async function readBoth(context: CommandContext, whose: string): Promise<Passphrases> {
  const source = context.passphrases();
  let current: GuardedSecret | undefined;
  try {
    current = await source.read(`Present passphrase${whose}`);
    return { current, next: await readNewPassphrase(source, whose) };
  } catch (error) {
    current?.wipe();
    throw error;
  } finally {
    source.close();
  }
}
