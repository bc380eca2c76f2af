import { encodePairingLine } from '@commonseal/protocol';
import { writerIdOf } from '@commonseal/crypto/seal';
import { withFolderLock } from '../state/folder-lock.ts';
import { makeKeys, readKeys } from '../state/keys.ts';
import { makeStateFolder } from '../state/state-folder.ts';
import type { CommandContext, ExitCode } from './command.ts';

/** Makes this connector's key where there is none, and prints the line that carries its public half to an owner. */
export async function init({ state, output }: CommandContext): Promise<ExitCode> {
  await makeStateFolder(state);
  const keys = await withFolderLock(state.lock, async () => (await readKeys(state)) ?? makeKeys(state));
  output.say(encodePairingLine({ writerId: writerIdOf(keys.writerSeed) }));
  output.say('');
  output.say(
    'Paste this line into the Sources page of the account. The page then shows a line for this program:',
  );
  output.say('  npm run connector -- enrol LINE');
  output.say(`The key lies in ${state.path}. Keep the folder: who loses it makes a new connector.`);
  return 0;
}
