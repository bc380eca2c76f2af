import { maxItemBytes } from '@commonseal/protocol';

/** The limit is a power of two, and told as one. */
export const largestFileWords = `${maxItemBytes / 2 ** 30} GiB`;
