import { CommonsealError, WriterId, parsePairingLine } from '@commonseal/protocol';
import { requireSigningPublicKey } from '@commonseal/crypto/verify';

/** The key of the connector that a person means: from the line that they pasted, and from nowhere else. */
export function connectorKey(pairingLine: string): WriterId {
  const { writerId } = parsePairingLine(pairingLine);
  try {
    requireSigningPublicKey(WriterId.toBytes(writerId));
    return writerId;
  } catch (error) {
    throw new CommonsealError('line_invalid', 'the line holds no key', { cause: error });
  }
}
