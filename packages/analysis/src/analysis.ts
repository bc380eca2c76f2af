import {
  Analysis,
  maxAnalysisTextBytes,
  maxAuthorLength,
  maxListed,
  maxTitleLength,
} from '@commonseal/protocol';

export { Analysis, maxAnalysisTextBytes, maxAuthorLength, maxTitleLength };

/** Larger items are not looked at: text for people is not that long. */
export const maxAnalysedBytes = 64 * 1024 * 1024;

/** The highest number in a finding; what is more is that. */
export const maxCount = 1_000_000;

/** Entries of a list in a finding that has no room for all. */
export function listed<T>(entries: readonly T[]): T[] {
  return entries.slice(0, maxListed);
}

export interface AnalysedItem {
  readonly mediaType: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export type NothingToRead = Extract<Analysis, { kind: 'nothing to read' }>['why'];

export function nothingToRead(why: NothingToRead): Analysis {
  return { kind: 'nothing to read', why };
}
