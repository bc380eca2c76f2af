/** Reads the outside of third-party files: hostile, often malformed, and never a reason to fail. */
export { attachedMediaType } from './attached-media-type.ts';
export { type FileOutside, describeFile, describedHeadBytes } from './describe-file.ts';
export { looksLikeMbox } from './mbox/separator.ts';
export { maxMboxMessageBytes, splitMbox } from './mbox/split-mbox.ts';
export { mediaTypeOf } from './media-type.ts';
export { plainLine } from './plain-line.ts';
