/** Where a reference of third-party HTML leads. */
export type ReferenceKind = 'remote' | 'inline' | 'content-id';

/**
 * Anything that would make the browser ask somebody is remote; relative addresses too, which a message cannot mean
 * seriously. Only pictures that lie in the message itself are not.
 */
export function referenceKind(reference: string): ReferenceKind {
  const trimmed = reference.trim().toLowerCase();
  if (trimmed.startsWith('cid:')) return 'content-id';
  return /^data:image\/(?:png|jpe?g|gif|webp|bmp|avif)[;,]/.test(trimmed) ? 'inline' : 'remote';
}

/** The content id that `cid:…` names. */
export function contentIdOf(reference: string): string {
  const id = reference.trim().slice('cid:'.length);
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

export interface StrippedCss {
  readonly css: string;
  readonly blocked: number;
}

/** In custom properties escapes stay as they were written: there `u\\72 l(…)` is `url(…)`. */
function spellOutLetters(css: string): string {
  return css.replaceAll(/\\(?:([0-9a-f]{1,6})(?:\r\n|\s)?|([^0-9a-f]))/gi, (whole, hex, other) => {
    const character = hex === undefined ? String(other) : String.fromCharCode(Number.parseInt(hex, 16));
    return /^[a-z]$/i.test(character) ? character : whole;
  });
}

/**
 * Replaces what a style would fetch. Takes CSS as the browser serialises it, where every address stands as `url("…")`,
 * but for custom properties and what uses them; the frame's own policy refuses whatever this should miss. Strings and
 * custom properties can hold anything: in the patterns no two neighbours match the same character, so the time is linear.
 */
export function stripRemoteFromCss(serialised: string): StrippedCss {
  let blocked = 0;
  const spelled = spellOutLetters(serialised);
  const css = spelled.replaceAll(
    /url\(\s*(?:"((?:[^"\\]|\\.)*)"\s*|'((?:[^'\\]|\\.)*)'\s*|([^()"'\s]+)\s*)?\)/gi,
    (whole, a, b, c) => {
      const reference = String(a ?? b ?? c ?? '');
      if (reference === '' || referenceKind(reference) === 'inline') return whole;
      if (referenceKind(reference) === 'remote') blocked += 1;
      return 'none';
    },
  );
  if (!/--|var\(/i.test(css)) return { css, blocked };
  // A string alone may be an address there, for example in image-set().
  const withoutAddresses = css.replaceAll(
    /(["'])\s*(?:[a-z][a-z\d+.-]*:)?\/\/(?:(?!\1)[^\\]|\\[^])*(?:\1|\\?$)/gi,
    () => {
      blocked += 1;
      return '""';
    },
  );
  return { css: withoutAddresses, blocked };
}

/** Addresses that a person may follow on purpose. */
export function isFollowable(href: string): boolean {
  return /^(?:https?|mailto|tel):/i.test(href.trim());
}
