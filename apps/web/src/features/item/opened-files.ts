import { createContext, useContext } from 'react';
import type { ViewedFile } from './viewed-file.ts';

/** An item, and on top of it what was opened from within it. */
export interface OpenedFiles {
  /** `undefined` as deep within each other as files are opened here. */
  readonly open: ((file: ViewedFile) => void) | undefined;
  /** What was closed last: the focus goes back to where it was opened from. */
  readonly closedKey: string | undefined;
}

/** Messages can lie within each other without end; nobody reads them so. */
export const mostFilesDeep = 8;

export const OpenedFilesContext = createContext<OpenedFiles>({ open: undefined, closedKey: undefined });

export function useOpenedFiles(): OpenedFiles {
  return useContext(OpenedFilesContext);
}
