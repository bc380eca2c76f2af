/**
 * Control characters, line separators and the marks that turn the direction of writing around: with them
 * `cod.exe` can be made to look like `exe.doc`.
 */
// Control characters are what is looked for.
// oxlint-disable-next-line no-control-regex
const deceptive = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g;

/** One line of third-party text, without characters that only deceive. */
export function plainLine(text: string): string {
  return text.replaceAll(deceptive, ' ').replaceAll(/\s+/g, ' ').trim();
}

/** A name under which a file can be saved anywhere: no folders, no reserved characters, never empty. */
export function safeFileName(name: string, fallback = 'file'): string {
  // Shortened first: a pattern at the end of a text of any length takes the square of its time.
  const safe = shortened(plainLine(name).replaceAll(/[/\\:*?"<>|]/g, '_'))
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  return safe === '' ? fallback : safe;
}

function shortened(name: string): string {
  const longest = 200;
  if (name.length <= longest) return name;
  const ending = /\.\w{1,10}$/.exec(name)?.[0] ?? '';
  return name.slice(0, longest - ending.length) + ending;
}
