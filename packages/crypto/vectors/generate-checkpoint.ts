/**
 * Writes the vectors of what a device's checkpoint of content added to format version 1: one purpose and one context.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-checkpoint.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, UserId } from '@commonseal/protocol';
import { checkpointContext } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { patternBytes, place, toHex, userId } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-checkpoint');

function deriveVectors() {
  const purpose = derivePurposes.checkpointKey;
  return [[], [patternBytes(7, 9), new Uint8Array(), patternBytes(40, 3)]].flatMap((context, index) =>
    ([32, 64] as const).map((length) => {
      const secret = patternBytes(index === 0 ? 32 : 64, 60 + index);
      return {
        name: 'checkpointKey',
        purpose,
        secret: toHex(secret),
        context: context.map(toHex),
        length,
        output: toHex(derive(secret, purpose, context, length)),
      };
    }),
  );
}

function contextVectors() {
  const { accountId } = place;
  const first = 129;
  return {
    ids: { userId: toHex(UserId.toBytes(userId)), accountId: toHex(AccountId.toBytes(accountId)) },
    first,
    contexts: { checkpoint: toHex(checkpointContext({ userId, accountId, first })) },
  };
}

await cryptoReady();
if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
mkdirSync(folder);
for (const [name, content] of Object.entries({ derive: deriveVectors(), contexts: contextVectors() })) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
