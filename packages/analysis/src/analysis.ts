import { Analysis, maxAnalysisTextBytes, maxAuthorLength, maxTitleLength } from '@commonseal/protocol';

export { Analysis, maxAnalysisTextBytes, maxAuthorLength, maxTitleLength };

export const analyserName = 'text';
export const analyserVersions = [1, 2] as const;
export type AnalyserVersion = (typeof analyserVersions)[number];

/** Larger items are not looked at: text for people is not that long. */
export const maxAnalysedBytes = 64 * 1024 * 1024;

export interface AnalysedItem {
  readonly mediaType: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export type NothingToRead = Extract<Analysis, { kind: 'nothing to read' }>['why'];

export function nothingToRead(why: NothingToRead): Analysis {
  return { kind: 'nothing to read', why };
}
