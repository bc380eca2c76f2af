/** What the frame says to the page's window before it has a port. */
export const frameReady = 'commonseal-frame-ready';

/** To the frame, once. */
export interface ShowMessage {
  /** As its sender wrote it: it is sanitised within the frame, never parsed in the page. */
  readonly html: string;
  /** Pictures that the message carries itself, as data: addresses by their content id. */
  readonly inlineImages: Readonly<Record<string, string>>;
}

/** From the frame. */
export type FrameMessage =
  | { readonly type: 'shown'; readonly blockedReferences: number }
  | { readonly type: 'height'; readonly heightPx: number }
  | { readonly type: 'link'; readonly href: string }
  | { readonly type: 'active' }
  | { readonly type: 'escape' };
