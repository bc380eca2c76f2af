/**
 * Control characters, line separators, byte order marks, and the marks that turn the direction of writing around: with
 * them `cod.exe` can be made to look like `exe.doc`, and a terminal be made to do things.
 */
const deceptive =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]+/g;
const loneSurrogate = /\p{Surrogate}/gu;

/**
 * One line of third-party text: without characters that only deceive, well-formed, without surplus white space.
 * @param maxLength in UTF-16 units; cut between two characters, never within a surrogate pair
 */
export function plainLine(text: string, maxLength: number): string {
  // Before anything else, so that the work is bounded by what may be kept and not by what was sent.
  const plain = text
    .slice(0, maxLength * 4)
    .replaceAll(deceptive, ' ')
    .replaceAll(loneSurrogate, '\ufffd')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cutText(plain, maxLength).trimEnd();
}

/** The beginning of a well-formed text, at most `maxLength` UTF-16 units long. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const isPairCut = /[\ud800-\udbff]/.test(text.charAt(maxLength - 1));
  return text.slice(0, isPairCut ? maxLength - 1 : maxLength);
}
