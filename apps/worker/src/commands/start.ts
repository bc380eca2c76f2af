import type { Ending } from '@commonseal/local-program/ending';
import { isDebugged, readProtection } from '../keyholder/protection.ts';
import { KeyholderService } from '../keyholder/service.ts';
import { SocketServer } from '../socket/socket-server.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import { requirePrivateFolder } from '../state/private-modes.ts';
import { Stop } from '../stop.ts';
import type { CommandContext } from './command.ts';
import { protectionWords } from './protection-words.ts';
import { withStateLock } from './state-lock.ts';

/** Runs the keyholder, sealed, until the process is asked to end. */
export async function start(context: CommandContext, ending: Ending): Promise<void> {
  const { state, output, socket } = context;
  // Before the lock, which is a file in that folder.
  await requirePrivateFolder(state.path);
  await readKeyFile(state);
  requireProtected();
  return withStateLock(state, async () => {
    const service = new KeyholderService(state);
    const server = await SocketServer.listen(socket(), (frame) => service.answer(frame));
    for (const line of protectionWords(readProtection())) output.complain(line);
    output.say(`The keyholder is sealed, process ${process.pid}. It waits for: npm run worker -- unseal`);
    await aborted(ending.inOrder());
    service.end();
    await server.close();
    output.say('The keyholder has ended, and holds nothing any more.');
  });
}

function requireProtected(): void {
  if (isDebugged())
    throw new Stop(
      'unprotected',
      'Node runs with its debugger: whoever reaches that reads all memory. Start without --inspect.',
    );
  if (readProtection().coreDumps === 'on')
    throw new Stop(
      'unprotected',
      'This process could leave its memory behind in a core dump. Start it by npm run worker -- start, which turns that off; in a ' +
        'service of systemd set LimitCORE=0.',
    );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
