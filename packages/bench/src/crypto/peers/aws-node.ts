import { randomBytes } from 'node:crypto';
import { buildDecrypt } from '@aws-crypto/decrypt-node';
import { buildEncrypt } from '@aws-crypto/encrypt-node';
import { RawAesKeyringNode, RawAesWrappingSuiteIdentifier } from '@aws-crypto/raw-aes-keyring-node';
import { CommitmentPolicy, AlgorithmSuiteIdentifier } from '@aws-crypto/material-management';
import { asContestant, perItem } from '../contest.ts';

/** With key commitment and without signatures; one frame for a document. */
export function awsByNode() {
  const policy = CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT;
  const [{ encrypt }, { decrypt }] = [buildEncrypt(policy), buildDecrypt(policy)];
  const keyring = new RawAesKeyringNode({
    keyName: 'group',
    keyNamespace: 'bench',
    unencryptedMasterKey: new Uint8Array(randomBytes(32)),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
  return asContestant(
    perItem(
      { name: 'AWS Encryption SDK' },
      {
        seal: async (item) => (await encrypt(keyring, item, { suiteId, frameLength: 64 * 1024 })).result,
        open: async (sealed) => [(await decrypt(keyring, sealed)).plaintext],
      },
    ),
  );
}
