import { buildDecrypt } from '@aws-crypto/decrypt-browser';
import { buildEncrypt } from '@aws-crypto/encrypt-browser';
import { RawAesKeyringWebCrypto, RawAesWrappingSuiteIdentifier } from '@aws-crypto/raw-aes-keyring-browser';
import { AlgorithmSuiteIdentifier, CommitmentPolicy } from '@aws-crypto/material-management';
import { asContestant, perItem } from '../contest.ts';

/** With key commitment and without signatures; one frame for a document. */
export async function awsByBrowser() {
  const policy = CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT;
  const [{ encrypt }, { decrypt }] = [buildEncrypt(policy), buildDecrypt(policy)];
  const wrappingSuite = RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING;
  const raw = globalThis.crypto.getRandomValues(new Uint8Array(32));
  const keyring = new RawAesKeyringWebCrypto({
    keyName: 'group',
    keyNamespace: 'bench',
    masterKey: await RawAesKeyringWebCrypto.importCryptoKey(raw, wrappingSuite),
    wrappingSuite,
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
