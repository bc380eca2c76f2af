import { type RefObject, useLayoutEffect } from 'react';
import { useFoundQuotes } from './found-quotes.tsx';
import { mark } from './highlights.ts';
import { quotePlaces } from './quote-places.ts';

/**
 * Marks what programs quote, where it stands in a text that is shown.
 * @param text all that the element holds, in one piece
 */
export function useMarkedQuotes(place: RefObject<HTMLElement | null>, text: string): void {
  const quotes = useFoundQuotes();
  useLayoutEffect(() => {
    const node = place.current?.firstChild;
    if (!(node instanceof Text) || quotes.length === 0) return undefined;
    const ranges = quotePlaces(text, quotes).flatMap(({ start, end }) => {
      // The element may hold less than it was given.
      if (end > node.length) return [];
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, end);
      return [range];
    });
    return mark('found-amount', ranges);
  }, [place, text, quotes]);
}
