import { readChain } from '../state/chain.ts';
import type { Ledger } from '../state/ledger.ts';
import { readOffered, removeOffered } from '../state/offered-batch.ts';
import type { Spool } from '../state/spool.ts';
import type { SpooledBatch } from '../state/spooled-batch.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';

const beginAnew =
  'Put the state folder back from a copy that was made after its last delivery. Without one, make a new connector ' +
  'with init in another state folder, have the old one withdrawn, and push what is still missing.';

/** The batch that an earlier run left over, from wherever it is still whole; undefined when nothing waits. */
export async function findWaitingBatch(
  state: StateFolder,
  spool: Spool,
  tell: (text: string) => void,
): Promise<SpooledBatch | undefined> {
  const ready = await spool.ready();
  const offered = await readOffered(state);
  if (ready === 'damaged' && offered === 'missing') {
    await spool.clear();
    tell(
      'What was sealed and not yet sent is damaged in the spool. Nothing of it had been delivered, and nothing is lost: ' +
        'it is sealed again when its files are pushed again.',
    );
    return undefined;
  }
  const waiting = typeof ready === 'object' ? ready : offered;
  if (waiting === 'missing') return undefined;
  if (waiting === 'damaged') throw unusable('The batch that waits in the spool is damaged');
  const chain = await readChain(state);
  if (!chain || chain.head.index < waiting.head.index) return waiting;
  await spool.clear();
  await removeOffered(state);
  return undefined;
}

/**
 * A place in the chain that may be taken must not be given to another batch: readers could be shown one or the other.
 * Once the server has been asked to accept a batch, that batch is delivered or none.
 * @throws Stop `state_unusable`
 */
export async function requireNotOffered(state: StateFolder): Promise<void> {
  if ((await readOffered(state)) !== 'missing')
    throw unusable('The batch that waits in the spool is damaged, and the server does not have all of it');
}

/** Holds the files of the state folder against each other. @throws Stop `state_unusable` */
export async function requireNothingMissing(state: StateFolder, ledger: Ledger): Promise<void> {
  const chain = await readChain(state);
  if (!chain && ledger.size > 0) throw unusable(`${state.chain} is missing`);
  if (chain && ledger.size < chain.deliveredItems)
    throw unusable(`${state.ledger} is cut off, and so is its copy`);
}

function unusable(what: string): Stop {
  return new Stop('state_unusable', `${what}. ${beginAnew}`);
}
