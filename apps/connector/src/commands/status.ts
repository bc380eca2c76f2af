import { encodePairingLine } from '@commonseal/protocol';
import { writerIdOf } from '@commonseal/crypto/seal';
import { readChain } from '../state/chain.ts';
import { readEnrolment } from '../state/enrolment.ts';
import { requireKeys } from '../state/keys.ts';
import { Ledger } from '../state/ledger.ts';
import { readSealAgain } from '../state/seal-again.ts';
import { Spool } from '../state/spool.ts';
import type { CommandContext, ExitCode } from './command.ts';

/** Says what this connector knows without asking anybody. */
export async function status({ state, output }: CommandContext): Promise<ExitCode> {
  const keys = await requireKeys(state);
  output.say(`State folder     ${state.path}`);
  output.say(`Pairing line     ${encodePairingLine({ writerId: writerIdOf(keys.writerSeed) })}`);
  const enrolment = await readEnrolment(state);
  if (!enrolment) {
    output.say('Account          none yet: paste the pairing line into the Sources page, then run enrol');
    return 0;
  }
  const chain = await readChain(state);
  const waiting = await Spool.peek(state);
  const isWaiting = waiting !== undefined && waiting.head.index > (chain?.head.index ?? -1);
  const again = await readSealAgain(state);
  const { size: deliveredItems } = await Ledger.open(state, keys.ledgerSecret);
  output.say(`Account          ${enrolment.accountId}`);
  output.say(`Server           ${enrolment.server}`);
  output.say(`Delivered        ${deliveredItems} items in ${chain ? chain.head.index + 1 : 0} batches`);
  output.say(`Last delivery    ${chain ? new Date(chain.acceptedAtMs).toISOString() : 'none yet'}`);
  output.say(
    `Waiting          ${isWaiting ? `${waiting.items.length} sealed items: the next push delivers them` : 'nothing'}`,
  );
  if (again.length > 0) output.say(`To seal again    ${again.length} files: the next push takes them along`);
  return 0;
}
