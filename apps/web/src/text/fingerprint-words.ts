export const fingerprintWords = 8;

/**
 * An account's fingerprint as words that can be read out. Eight of 7,776 words are 103 bits: what an attacker would have to
 * make two accounts agree in.
 * @param fingerprint 32 bytes, in hexadecimal
 */
export async function accountWords(fingerprint: string): Promise<readonly string[]> {
  const { wordsOfNumber } = await import('@commonseal/protocol/words');
  const bytes = Uint8Array.from(fingerprint.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  return wordsOfNumber(bytes, fingerprintWords);
}
