import { access } from 'node:fs/promises';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { replaceDurably } from '@commonseal/local-program/durable-files';
import { makeKeyFile } from '../keyholder/key-ring.ts';
import { fingerprintText } from '../state/fingerprint-text.ts';
import { encodeKeyFile } from '../state/key-file.ts';
import { makeStateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';
import type { CommandContext, MakingOptions } from './command.ts';
import { readNewPassphrase } from './new-passphrase.ts';
import { withStateLock } from './state-lock.ts';

/** Makes a worker's key, where there is none, and prints its fingerprint. */
export async function init(context: CommandContext, options: MakingOptions): Promise<void> {
  const { state, output } = context;
  const { operators, threshold, cost } = options;
  await makeStateFolder(state);
  return withStateLock(state, async () => {
    await requireNoKey(state.keyFile);
    const passphrases = await readAll(context, operators);
    try {
      const file = await makeKeyFile(passphrases, { threshold, cost });
      await replaceDurably(state.keyFile, encodeKeyFile(file));
      output.say(fingerprintText(file));
      output.say('');
      output.say(
        'This is the fingerprint of this worker. An owner types it to grant that the worker reads their account.',
      );
      output.say(
        `The key lies in ${state.path}, under ${whoseWords(options)}. Nobody can reset it: keep both.`,
      );
    } finally {
      for (const passphrase of passphrases) passphrase.wipe();
    }
  });
}

async function readAll(context: CommandContext, operators: number): Promise<GuardedSecret[]> {
  const source = context.passphrases();
  const passphrases: GuardedSecret[] = [];
  try {
    for (let operator = 1; operator <= operators; operator += 1)
      passphrases.push(await readNewPassphrase(source, operators === 1 ? '' : ` of operator ${operator}`));
    return passphrases;
  } catch (error) {
    for (const passphrase of passphrases) passphrase.wipe();
    throw error;
  } finally {
    source.close();
  }
}

async function requireNoKey(path: string): Promise<void> {
  try {
    await access(path);
  } catch {
    return;
  }
  throw new Stop(
    'already_initialised',
    `There is a worker's key already: ${path}. It was left as it is. Choose another folder with --state for another worker.`,
  );
}

function whoseWords({ operators, threshold }: MakingOptions): string {
  return operators === 1
    ? 'your passphrase'
    : `the passphrases of any ${threshold} of ${operators} operators`;
}
