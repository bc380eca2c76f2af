/**
 * Writes the vectors of what read marks and stars added to format version 1: one purpose and one context.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-marks.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, UserId } from '@commonseal/protocol';
import { marksContext } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { patternBytes, place, toHex, userId } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-marks');

function deriveVectors() {
  const purpose = derivePurposes.marksKey;
  return [[], [patternBytes(7, 9), new Uint8Array(), patternBytes(40, 3)]].flatMap((context, index) =>
    ([32, 64] as const).map((length) => {
      const secret = patternBytes(index === 0 ? 32 : 64, 40 + index);
      return {
        name: 'marksKey',
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
  const version = 9;
  return {
    ids: { userId: toHex(UserId.toBytes(userId)), accountId: toHex(AccountId.toBytes(accountId)) },
    version,
    contexts: { marks: toHex(marksContext({ userId, accountId, version })) },
  };
}

await cryptoReady();
if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
mkdirSync(folder);
for (const [name, content] of Object.entries({ derive: deriveVectors(), contexts: contextVectors() })) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
