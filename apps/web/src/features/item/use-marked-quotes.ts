import { type RefObject, useLayoutEffect } from 'react';
import { useFoundQuotes } from './found-quotes.tsx';
import { quotePlaces } from './quote-places.ts';

/** In the style sheet too. */
const highlightName = 'found-amount';

/** Browsers without them mark nothing; what was found is listed all the same. */
const hasHighlights = typeof Highlight === 'function' && 'highlights' in CSS;

/**
 * Marks what programs quote, where it stands in a text that is shown. Nothing is put into the text for it: selecting, searching and
 * copying are as without.
 * @param text all that the element holds, in one piece
 */
export function useMarkedQuotes(place: RefObject<HTMLElement | null>, text: string): void {
  const quotes = useFoundQuotes();
  useLayoutEffect(() => {
    const node = place.current?.firstChild;
    if (!hasHighlights || !(node instanceof Text) || quotes.length === 0) return undefined;
    const ranges = quotePlaces(text, quotes).flatMap(({ start, end }) => {
      // The element may hold less than it was given.
      if (end > node.length) return [];
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, end);
      return [range];
    });
    const shared = CSS.highlights.get(highlightName) ?? new Highlight();
    CSS.highlights.set(highlightName, shared);
    for (const range of ranges) shared.add(range);
    return () => {
      for (const range of ranges) shared.delete(range);
    };
  }, [place, text, quotes]);
}
