import { AccountId, WriterId } from '@commonseal/protocol';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';
import type { AccountState, Writer } from '../account/state.ts';
import { Refused } from '../refused.ts';
import type { SignedManifest } from './manifest.ts';

/** Whose manifest it is: a writer's whom the log of this account admits, by its signature. */
export function requireWriter(
  state: AccountState,
  { manifest, body, signature }: SignedManifest,
): Writer | Refused {
  const writer = state.writers.get(manifest.writerId);
  if (manifest.accountId !== state.accountId) return new Refused('another account');
  if (!writer) return new Refused('not there');
  try {
    verifySignature({
      purpose: signPurposes.manifest,
      subjectId: AccountId.toBytes(manifest.accountId),
      message: body,
      signature,
      publicKey: WriterId.toBytes(manifest.writerId),
    });
    return writer;
  } catch {
    return new Refused('signature invalid');
  }
}
