import type { Analyser } from './analyser.ts';

/** 1: the text of the body. 2: also that of a message's attachments, and what a document says of itself. */
export const text: Analyser = {
  name: 'text',
  versions: [1, 2],
  analyse: (reading, version) => reading.text(version),
};
