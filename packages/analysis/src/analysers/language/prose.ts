/** What the rest of a text is written in shows in its beginning. */
const maxLength = 20_000;
/** As much as the detector looks at. */
const passageLength = 300;

/**
 * Passages of what is written in sentences at the beginning of a text, of about three hundred characters each: without addresses, names of
 * files and machines, and numbers, which are of no language.
 */
export function passagesOf(text: string): string[] {
  const passages: string[] = [];
  let passage = '';
  for (const [token] of text.slice(0, maxLength).matchAll(/\S+/g)) {
    if (isOfNoLanguage(token)) continue;
    passage += `${token} `;
    if (passage.length < passageLength) continue;
    // Writing without spaces.
    for (let at = 0; at < passage.length; at += 2 * passageLength)
      passages.push(passage.slice(at, at + 2 * passageLength));
    passage = '';
  }
  if (passage !== '') passages.push(passage);
  return passages;
}

function isOfNoLanguage(token: string): boolean {
  return /[@\d_=/\\]|[a-z]\.[a-z]/i.test(token) || !/\p{L}/u.test(token);
}

export function lettersIn(text: string): number {
  let letters = 0;
  for (const [run] of text.matchAll(/\p{L}+/gu)) letters += [...run].length;
  return letters;
}
