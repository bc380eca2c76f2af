import { parseHandedItems, parseJobPart } from '@commonseal/account-log';
import { derivePurposes, jobPartContext, jobPartKeyContext } from '@commonseal/crypto/keyholder';
import { CommonsealError } from '@commonseal/protocol';
import { BoxRefused, decryptGuarded } from '@commonseal/guarded/box';
import { deriveGuarded } from '@commonseal/guarded/derive';
import { GuardedSecret } from '@commonseal/guarded/secret';
import type { HandedPart, OpenHandedPart } from '../jobs/handed-items.ts';
import { openSealGuarded } from './open-guarded.ts';

const keyBytes = 32;

/** Opens what owners hand over for one job: from guarded memory into guarded memory, but for headers, which are given as they are. */
export const openJobPart: OpenHandedPart = (bytes, at, receivingKey) => {
  const { seal, box } = parseJobPart(bytes);
  const key = openSealGuarded(seal, receivingKey, jobPartKeyContext(at));
  try {
    const boxKey = deriveGuarded(key, derivePurposes.jobPartKey);
    try {
      const items = decryptGuarded(box, boxKey, jobPartContext(at));
      try {
        return items.use(partOf);
      } finally {
        items.wipe();
      }
    } finally {
      boxKey.wipe();
    }
  } catch (error) {
    if (error instanceof BoxRefused) throw new CommonsealError('decryption_failed', 'part of a job');
    throw error;
  } finally {
    key.wipe();
  }
};

/** @param bytes in guarded memory: what is parsed are views of them, and nothing of them is left but what is copied here */
function partOf(bytes: Uint8Array): HandedPart {
  const handed = parseHandedItems(bytes);
  const keys = GuardedSecret.make(handed.length * keyBytes, (memory) => {
    for (const [at, { itemKey }] of handed.entries()) memory.set(itemKey, at * keyBytes);
  });
  return {
    items: handed.map(({ itemKey: _, header: __, ...item }) => ({
      ...item,
      bodyHash: item.bodyHash.slice(),
      headerHash: item.headerHash.slice(),
    })),
    keys,
    headers: handed.map(({ header }) => header.slice()),
  };
}
