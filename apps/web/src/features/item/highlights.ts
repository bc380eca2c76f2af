/** Browsers without them mark nothing: what is to be marked is told or shown elsewhere as well. */
const hasHighlights = typeof Highlight === 'function' && 'highlights' in CSS;

/** As style sheets call them. */
export type HighlightName = 'pdf-found' | 'pdf-current' | 'found-amount';

/**
 * Nothing is put into the text for it: selecting, searching and copying are as without.
 * @returns takes the mark away
 */
export function mark(name: HighlightName, ranges: readonly Range[]): () => void {
  if (!hasHighlights || ranges.length === 0) return () => undefined;
  const shared = CSS.highlights.get(name) ?? new Highlight();
  CSS.highlights.set(name, shared);
  for (const range of ranges) shared.add(range);
  return () => {
    for (const range of ranges) shared.delete(range);
  };
}
