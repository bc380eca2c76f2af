/** What goes between the vault worker and the thread that reads strangers' files for it. */
export interface AnalysisTask {
  readonly item: {
    readonly mediaType: string;
    readonly fileName: string;
    /** All of its buffer. Copied: an item may have to be read again, in another thread. */
    readonly bytes: Uint8Array<ArrayBuffer>;
  };
  readonly wanted: readonly { readonly name: string; readonly version: number }[];
}

/** Whatever comes from that thread is checked: it has read what strangers wrote. */
export type AnalysisAnswer =
  /** It has loaded what it needs; comes once, and first. */
  | { readonly kind: 'ready' }
  /** UTF-8 JSON of one finding for each that was wanted. */
  | { readonly kind: 'found'; readonly findings: readonly Uint8Array[] }
  | { readonly kind: 'broke' };
