/** Browsers read old encodings by the standard as long as these are well-formed, and the tables for the rest are large. */
export const isReplaced = false;
