import { useEffect, useMemo, useState } from 'react';
import { type Found, findText } from './find-text.ts';
import type { PageTexts } from './page-text.ts';

const mostFound = 2_000;
const pauseMs = 200;
const pagesBetweenNews = 20;

export interface FoundOnPage extends Found {
  readonly page: number;
}

export interface Finding {
  readonly found: readonly FoundOnPage[];
  readonly isSearching: boolean;
  /** There are more than are counted. */
  readonly isCut: boolean;
}

const nothing: Finding = { found: [], isSearching: false, isCut: false };

/** Looks through the pages one after the other, and tells what was found on its way. */
export function useFind(texts: PageTexts, pageCount: number, wanted: string): Finding {
  const [told, setTold] = useState<{ readonly for: string; readonly finding: Finding }>();
  const query = wanted.trim();
  useEffect(() => {
    if (query === '') return undefined;
    const ended = new AbortController();
    const timer = setTimeout(() => {
      const tell = (finding: Finding) => !ended.signal.aborted && setTold({ for: query, finding });
      void lookThrough(texts, pageCount, query, tell, ended.signal);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [texts, pageCount, query]);
  return useMemo(() => {
    if (query === '') return nothing;
    return told?.for === query ? told.finding : { ...nothing, isSearching: true };
  }, [query, told]);
}

async function lookThrough(
  texts: PageTexts,
  pageCount: number,
  query: string,
  tell: (finding: Finding) => void,
  signal: AbortSignal,
): Promise<void> {
  const found: FoundOnPage[] = [];
  for (let page = 1; page <= pageCount && !signal.aborted; page += 1) {
    const text = (await texts.piecesOf(page)).join('');
    for (const place of findText(text, query, mostFound - found.length)) found.push({ page, ...place });
    if (found.length >= mostFound) break;
    if (page % pagesBetweenNews === 0) tell({ found: [...found], isSearching: true, isCut: false });
  }
  tell({ found, isSearching: false, isCut: found.length >= mostFound });
}
