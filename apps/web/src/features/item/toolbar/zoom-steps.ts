/** Fitted to the width, or a share of the natural size. */
export type Zoom = 'fit' | number;

const steps = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const nearly = 0.01;

/** The next larger step; the same when there is none. */
export function zoomedIn(scale: number): number {
  return steps.find((step) => step > scale + nearly) ?? scale;
}

export function zoomedOut(scale: number): number {
  return steps.findLast((step) => step < scale - nearly) ?? scale;
}
