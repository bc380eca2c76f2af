/** Of what goes into one frame of the jobs' socket, which takes 4 MiB. */
const maxFrameText = 3 * 1024 * 1024;
const mostAtOnce = 5000;

/** In their order, in as many groups as their sizes ask for; none without any. */
export function inFrames<T>(items: readonly T[], sizeOf: (item: T) => number): T[][] {
  const frames: T[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const item of items) {
    size += sizeOf(item);
    const last = frames.at(-1);
    if (last && size <= maxFrameText && last.length < mostAtOnce) last.push(item);
    else {
      frames.push([item]);
      size = sizeOf(item);
    }
  }
  return frames;
}
