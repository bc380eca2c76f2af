/** With 7,776 words to choose from, five are worth 64 bits. */
export const passphraseWords = 5;

/**
 * Evenly distributed: numbers from the incomplete last round are thrown away, since a remainder would favour the first
 * words of the list.
 * @param random fills an array with random numbers
 */
export function randomIndex(
  below: number,
  random: (into: Uint32Array<ArrayBuffer>) => void = (into) => crypto.getRandomValues(into),
): number {
  const rounds = Math.floor(2 ** 32 / below) * below;
  const drawn = new Uint32Array(1);
  for (;;) {
    random(drawn);
    const [value = 0] = drawn;
    if (value < rounds) return value % below;
  }
}

/** Words of the EFF's long list, chosen by the browser's own source of randomness. */
export async function generatePassphrase(): Promise<string> {
  const { wordList: list } = await import('@commonseal/protocol/words');
  return Array.from({ length: passphraseWords }, () => list[randomIndex(list.length)]).join(' ');
}
