import { ofText } from '../of-text.ts';
import { iso6393, undetermined } from './languages.ts';
import { lettersIn, passagesOf } from './prose.ts';

/** Fewer letters might be of any language that is written with them. */
const fewestLetters = 15;
/** Of writing that few languages use. */
const fewestOfRare = 3;
/** Its language, or one of very few, shows in every character. */
const rare =
  /[\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Ethiopic}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}]/gu;

/** Loaded with the first text: it brings a table of half a megabyte. */
async function loadDetector() {
  const { eld } = await import('eld/small');
  return eld;
}

/** In what language most of a text is written, by what letters stand next to each other; undetermined where that does not tell. */
export const language = ofText('language', async ({ text }) => {
  const passages = passagesOf(text);
  const letters = passages.reduce((sum, passage) => sum + lettersIn(passage), 0);
  const rareLetters = passages.reduce((sum, passage) => sum + [...passage.matchAll(rare)].length, 0);
  const fewest = 2 * rareLetters > letters ? fewestOfRare : fewestLetters;
  const found = letters < fewest ? undetermined : await mostlyIn(passages, letters);
  return { kind: 'language', language: found, letters };
});

/** @param letters of all passages */
async function mostlyIn(passages: readonly string[], letters: number): Promise<string> {
  const detector = await loadDetector();
  const lettersByLanguage = new Map<string, number>();
  for (const passage of passages) {
    const result = detector.detect(passage);
    if (!result.isReliable()) continue;
    const before = lettersByLanguage.get(result.language) ?? 0;
    lettersByLanguage.set(result.language, before + lettersIn(passage));
  }
  // More than half: two languages cannot both be it.
  const most = [...lettersByLanguage].find(([, count]) => 2 * count > letters);
  return most === undefined ? undetermined : iso6393(most[0]);
}
