export { maxAnalysedBytes } from './analysis.ts';

/** Which analysers there are, in which versions, the newest last: for whoever decides what is wanted without loading any of them. */
export const knownAnalysers: readonly { readonly name: string; readonly versions: readonly number[] }[] = [
  { name: 'text', versions: [1, 2] },
  { name: 'language', versions: [1, 2] },
  { name: 'people', versions: [1] },
  { name: 'amounts', versions: [1, 2] },
  { name: 'attachments', versions: [1] },
  { name: 'likeness', versions: [1, 2] },
];
