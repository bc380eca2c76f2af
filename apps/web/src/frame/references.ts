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

/**
 * Replaces what a style would fetch. Takes CSS as the browser serialises it, where escapes are resolved and every
 * address stands as `url("…")`; the frame's own policy refuses whatever this should miss.
 */
export function stripRemoteFromCss(serialised: string): StrippedCss {
  let blocked = 0;
  const css = serialised.replaceAll(
    /url\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^)]*))\s*\)/gi,
    (whole, a, b, c) => {
      const reference = String(a ?? b ?? c ?? '');
      if (reference === '' || referenceKind(reference) === 'inline') return whole;
      if (referenceKind(reference) === 'remote') blocked += 1;
      return 'none';
    },
  );
  return { css, blocked };
}

/** Addresses that a person may follow on purpose. */
export function isFollowable(href: string): boolean {
  return /^(?:https?|mailto|tel):/i.test(href.trim());
}
