/**
 * Writes the vectors of what accounts of several people added to format version 1: purposes and contexts.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-team.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, InviteId, UserId } from '@commonseal/protocol';
import {
  type InviteSeed,
  accountSeedContext,
  memberNameContext,
  nameContext,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { flipBit, fromHex, keyOf, patternBytes, place, toHex, userId } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-team');

function deriveVectors() {
  const purpose = derivePurposes.memberNameKey;
  return [[], [patternBytes(9, 2), new Uint8Array(), patternBytes(33, 6)]].flatMap((context, index) =>
    ([32, 64] as const).map((length) => {
      const secret = patternBytes(index === 0 ? 32 : 64, 70 + index);
      return {
        name: 'memberNameKey',
        purpose,
        secret: toHex(secret),
        context: context.map(toHex),
        length,
        output: toHex(derive(secret, purpose, context, length)),
      };
    }),
  );
}

function signatureVectors() {
  const made = (['headStatement', 'inviteReading'] as const).map((name, index) => {
    const seed = keyOf<InviteSeed>(110 + index);
    const [subjectId, message] = [patternBytes(32, 3 + index), patternBytes(76 - 4 * index, 7)];
    const valid = {
      name: name as string,
      purpose: signPurposes[name] as string,
      subjectId: toHex(subjectId),
      message: toHex(message),
      publicKey: toHex(signingPublicKey(seed)),
      signature: toHex(sign(signPurposes[name], subjectId, message, seed)),
    };
    const refused = [
      { ...valid, name: `wrong key (${name})`, publicKey: toHex(signingPublicKey(keyOf<InviteSeed>(130))) },
      { ...valid, name: `wrong purpose (${name})`, purpose: signPurposes.accountEntry as string },
      { ...valid, name: `wrong subject (${name})`, subjectId: toHex(flipBit(subjectId, 0)) },
      { ...valid, name: `altered message (${name})`, message: toHex(flipBit(message, 0)) },
      { ...valid, name: `truncated message (${name})`, message: toHex(message.slice(0, -1)) },
      { ...valid, name: `altered R (${name})`, signature: toHex(flipBit(fromHex(valid.signature), 0)) },
      { ...valid, name: `altered S (${name})`, signature: toHex(flipBit(fromHex(valid.signature), 256)) },
      { ...valid, name: `truncated signature (${name})`, signature: valid.signature.slice(0, -2) },
      { ...valid, name: `left-over byte (${name})`, signature: `${valid.signature}00` },
    ];
    return { valid, refused };
  });
  return { valid: made.map(({ valid }) => valid), refused: made.flatMap(({ refused }) => refused) };
}


function contextVectors() {
  const { accountId, epoch } = place;
  const inviteId = InviteId.fromBytes(patternBytes(32, 8));
  const ingestKeyHash = patternBytes(32, 7);
  return {
    ids: {
      accountId: toHex(AccountId.toBytes(accountId)),
      userId: toHex(UserId.toBytes(userId)),
      inviteId: toHex(InviteId.toBytes(inviteId)),
    },
    contexts: {
      accountSeedOfInvite: toHex(
        accountSeedContext({ accountId, epoch, recipient: { kind: 'invite', id: inviteId } }),
      ),
      memberName: toHex(memberNameContext({ accountId, epoch, userId })),
      nameOfInvite: toHex(nameContext({ nameOf: 'invite', ingestKeyHash })),
    },
  };
}

await cryptoReady();
if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
mkdirSync(folder);
const files = { derive: deriveVectors(), contexts: contextVectors(), signature: signatureVectors() };
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
