import { AccountId, concatBytes } from '@commonseal/protocol';
import {
  accessRecordContext,
  accessRecordKeyContext,
  deriveBoxKey,
  encryptBox,
  generateAccessRecordKey,
  sealSecret,
} from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import type { Epoch } from '../account/state.ts';
import { type AccessRecord, encodeAccessRecord, encodeSealedAccessRecord } from '../content/access-record.ts';

/** Signs by a key that lies in memory of the caller's own. */
export type SignAccessRecord = (
  purpose: typeof signPurposes.accessRecord,
  subjectId: Uint8Array,
  message: Uint8Array,
) => Uint8Array;

/**
 * Signs a record and seals it to the account: who made it cannot open it any more.
 * @returns the stored form; opened by `openAccessRecords` of the vault
 */
export function sealAccessRecord(
  record: AccessRecord,
  { epoch, ingestKey }: Pick<Epoch, 'epoch' | 'ingestKey'>,
  sign: SignAccessRecord,
): Uint8Array {
  const body = encodeAccessRecord(record);
  const signature = sign(signPurposes.accessRecord, AccountId.toBytes(record.accountId), body);
  const place = { ...record, epoch };
  const key = generateAccessRecordKey();
  const boxKey = deriveBoxKey(key, 'accessRecordKey');
  const seal = sealSecret(key, ingestKey, accessRecordKeyContext(place));
  const box = encryptBox(concatBytes(body, signature), boxKey, accessRecordContext(place));
  key.fill(0);
  boxKey.fill(0);
  return encodeSealedAccessRecord({ epoch, seal, box });
}
