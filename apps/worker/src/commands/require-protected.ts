import { isDebugged, readProtection } from '../keyholder/protection.ts';
import { Stop } from '../stop.ts';

/** Refuses to hold a secret where others get at this process's memory. @throws Stop `unprotected` */
export function requireProtected(): void {
  if (isDebugged())
    throw new Stop(
      'unprotected',
      'Node runs with its debugger: whoever reaches that reads all memory. Start without --inspect.',
    );
  if (readProtection().coreDumps === 'on')
    throw new Stop(
      'unprotected',
      'This process could leave its memory behind in a core dump. Start it by npm run worker, which turns that off; run directly, after ' +
        'ulimit -c 0; in a service of systemd set LimitCORE=0.',
    );
}
