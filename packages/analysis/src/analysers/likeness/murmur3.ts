/** Austin Appleby's MurmurHash3 for 32 bits (public domain), over numbers of 32 bits: blocks as it calls them, without a tail. */
export function murmur3(blocks: ArrayLike<number>, seed = 0): number {
  let hash = seed;
  for (let at = 0; at < blocks.length; at += 1) hash = withBlock(hash, blocks[at] ?? 0);
  return mixed(hash ^ (4 * blocks.length));
}

/** The hash of what came before, and one block more. */
export function withBlock(hash: number, block: number): number {
  const scrambled = Math.imul(rotated(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotated(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

/** Its last step: every bit of the result depends on each bit of the number. @returns from 0 to 2^32 - 1 */
export function mixed(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return (second ^ (second >>> 16)) >>> 0;
}

function rotated(block: number, by: number): number {
  return (block << by) | (block >>> (32 - by));
}
