import {
  type PartialConfig,
  createMessage,
  decrypt,
  encrypt,
  enums,
  generateKey,
  readMessage,
} from 'openpgp';
import { asContestant, perItem } from '../contest.ts';

/** RFC 9580 with AES-GCM: the fastest that it has. */
const config: PartialConfig = {
  v6Keys: true,
  aeadProtect: true,
  preferredAEADAlgorithm: enums.aead.gcm,
  preferredSymmetricAlgorithm: enums.symmetric.aes256,
  preferredCompressionAlgorithm: enums.compression.uncompressed,
  aeadChunkSizeByte: 13,
};

export async function openPgp() {
  const { privateKey, publicKey } = await generateKey({
    type: 'curve25519',
    userIDs: [{ name: 'Group' }],
    format: 'object',
    config,
  });
  return asContestant(
    perItem(
      { name: 'OpenPGP.js' },
      {
        seal: async (item): Promise<Uint8Array> =>
          encrypt({
            message: await createMessage({ binary: item }),
            encryptionKeys: publicKey,
            format: 'binary',
            config,
          }),
        open: async (sealed) => {
          const message = await readMessage({ binaryMessage: sealed });
          const { data } = await decrypt({ message, decryptionKeys: privateKey, format: 'binary', config });
          return [data as Uint8Array];
        },
      },
    ),
  );
}
