export const fingerprintWords = 8;

/**
 * An account's fingerprint as words that can be read out: the lowest digits of the number, written to the base of the
 * length of the list. Eight of 7,776 words are 103 bits: what an attacker would have to make two accounts agree in.
 * @param fingerprint 32 bytes, in hexadecimal
 */
export function wordsOfFingerprint(fingerprint: string, list: readonly string[]): readonly string[] {
  const base = BigInt(list.length);
  let rest = BigInt(`0x${fingerprint}`);
  return Array.from({ length: fingerprintWords }, () => {
    const word = list[Number(rest % base)] ?? '';
    rest /= base;
    return word;
  });
}

/** The words of the EFF's long list, as for passphrases. */
export async function accountWords(fingerprint: string): Promise<readonly string[]> {
  const { EFF_LONG_WORDLIST: list } = await import('secure-password-utilities/wordlists');
  return wordsOfFingerprint(fingerprint, list);
}
