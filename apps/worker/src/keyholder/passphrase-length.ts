/** Of a new passphrase; characters are counted where it is typed, bytes here. */
export const minPassphraseCharacters = 12;
export const maxPassphraseBytes = 1024;

export function isLongEnough(bytes: number): boolean {
  return bytes >= minPassphraseCharacters && bytes <= maxPassphraseBytes;
}
