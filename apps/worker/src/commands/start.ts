import { workerIdOf } from '@commonseal/account-log';
import type { Ending } from '@commonseal/local-program/ending';
import { freshnessBounds } from '../accounts/freshness.ts';
import { ItemKeys } from '../jobs/item-keys.ts';
import { JobService } from '../jobs/job-service.ts';
import { ownClock } from '../jobs/own-clock.ts';
import { Keyholder } from '../keyholder/keyholder.ts';
import { readProtection } from '../keyholder/protection.ts';
import { KeyholderService } from '../keyholder/service.ts';
import { jobsLanguage } from '../socket/languages.ts';
import { jobsPlace, requireSocketPlace } from '../socket/socket-path.ts';
import { SocketServer } from '../socket/socket-server.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import { openJobPart } from '../keys/open-job-part.ts';
import { Signing } from '../signing/signing.ts';
import { requirePrivateFolder } from '../state/private-modes.ts';
import type { CommandContext, StartOptions } from './command.ts';
import { jobsWords } from './jobs-words.ts';
import { protectionWords } from './protection-words.ts';
import { withStateLock } from './state-lock.ts';

/** What has expired is forgotten that late at most, when nobody asks. */
const sweepMs = 15_000;

/** Runs the keyholder, sealed, until the process is asked to end. */
export async function start(context: CommandContext, options: StartOptions, ending: Ending): Promise<void> {
  const { state, output, socket } = context;
  // Before the lock, which is a file in that folder.
  await requirePrivateFolder(state.path);
  const { identity } = await readKeyFile(state);
  return withStateLock(state, async () => {
    const keyholder = new Keyholder(state);
    const workerId = workerIdOf(identity);
    const judging = {
      workerId,
      workerKeys: () => keyholder.keys,
      nowMs: ownClock(context.readClock),
      freshness: { ...freshnessBounds, silentMs: options.silentMs },
      chosen: options.accounts,
    };
    const itemKeys = new ItemKeys({
      ...judging,
      path: state.accounts,
      openHanded: openJobPart,
      tell: (words) => output.complain(words),
    });
    keyholder.whenSealed(() => itemKeys.seal());
    const service = new KeyholderService(state, keyholder);
    const signing = new Signing({
      ...judging,
      accounts: itemKeys.accounts,
      origin: options.origin,
      tell: (line) => output.say(line),
    });
    const jobs = new JobService(itemKeys, signing, workerId);
    const place = requireSocketPlace(state, socket);
    const jobsAt = jobsPlace(place, options.jobs);
    const server = await SocketServer.listen(place, (frame) => service.answer(frame));
    try {
      const { maxBytes } = jobsLanguage;
      const jobsServer = await SocketServer.listen(jobsAt, (...asked) => jobs.answer(...asked), { maxBytes });
      // What cannot be looked up this time is looked up the next.
      const sweep = setInterval(() => void itemKeys.wipeExpired().catch(() => undefined), sweepMs);
      for (const line of protectionWords(readProtection())) output.complain(line);
      for (const line of jobsWords(jobsAt, process.geteuid?.())) output.say(line);
      output.say(`The keyholder is sealed, process ${process.pid}. It waits for: npm run worker -- unseal`);
      await aborted(ending.inOrder());
      clearInterval(sweep);
      jobs.end();
      service.end();
      await jobsServer.close();
    } finally {
      service.end();
      // A change of a passphrase may be under way: the lock is kept until it is written.
      await server.close();
    }
    output.say('The keyholder has ended, and holds nothing any more.');
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
