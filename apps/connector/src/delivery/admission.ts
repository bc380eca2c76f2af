import type { AccountState } from '@commonseal/account-log';
import { type WriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { Stop } from '../stop.ts';

/** @throws Stop `not_admitted`, `withdrawn` */
export function requireAdmitted(state: AccountState, writerSeed: WriterSeed): void {
  const writer = state.writers.get(writerIdOf(writerSeed));
  if (!writer) {
    throw new Stop(
      'not_admitted',
      "The account does not know this connector's key: its owner has paired another one. Paste the pairing line of " +
        'this state folder (npm run connector -- init) into the Sources page, and take the line that it shows then.',
    );
  }
  if (writer.withdrawn) {
    throw new Stop(
      'withdrawn',
      'An owner has withdrawn this connector: nothing more of it is accepted. To deliver again, make a new one with ' +
        'init in another state folder.',
    );
  }
}
