import type { Ending } from '@commonseal/local-program/ending';
import { readProtection } from '../keyholder/protection.ts';
import { KeyholderService } from '../keyholder/service.ts';
import { requireSocketPlace } from '../socket/socket-path.ts';
import { SocketServer } from '../socket/socket-server.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import { requirePrivateFolder } from '../state/private-modes.ts';
import type { CommandContext } from './command.ts';
import { protectionWords } from './protection-words.ts';
import { withStateLock } from './state-lock.ts';

/** Runs the keyholder, sealed, until the process is asked to end. */
export async function start(context: CommandContext, ending: Ending): Promise<void> {
  const { state, output, socket } = context;
  // Before the lock, which is a file in that folder.
  await requirePrivateFolder(state.path);
  await readKeyFile(state);
  return withStateLock(state, async () => {
    const service = new KeyholderService(state);
    const place = requireSocketPlace(state, socket);
    const server = await SocketServer.listen(place, (frame) => service.answer(frame));
    for (const line of protectionWords(readProtection())) output.complain(line);
    output.say(`The keyholder is sealed, process ${process.pid}. It waits for: npm run worker -- unseal`);
    await aborted(ending.inOrder());
    service.end();
    // A change of a passphrase may be under way: the lock is kept until it is written.
    await server.close();
    output.say('The keyholder has ended, and holds nothing any more.');
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
