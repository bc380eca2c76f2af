/** What the worker is given to look at. */
export interface PictureToRead {
  readonly id: number;
  readonly picture: Blob | ImageBitmap;
  /** Also with the better of the two readers, which has to be fetched first. */
  readonly isThorough: boolean;
}

export type PictureRead =
  | { readonly id: number; readonly kind: 'read'; readonly texts: readonly string[] }
  /** The browser cannot show it. */
  | { readonly id: number; readonly kind: 'no picture' }
  /** The better reader could not be fetched. */
  | { readonly id: number; readonly kind: 'no reader' };
