import type { Items, TaskName } from './contest.ts';

export interface Sizes {
  readonly documents: number;
  readonly documentBytes: number;
  readonly fileBytes: number;
  readonly headers: number;
  readonly keys: number;
}

export const fullSizes: Sizes = {
  documents: 1000,
  documentBytes: 20 * 1024,
  fileBytes: 100 * 1024 * 1024,
  headers: 10_000,
  keys: 10_000,
};

/** @param part of them: 10 for a tenth. The documents stay as long as they are, and get fewer */
export function partOf({ documents, documentBytes, fileBytes, headers, keys }: Sizes, part: number): Sizes {
  return {
    documents: Math.ceil(documents / part),
    documentBytes,
    fileBytes: Math.ceil(fileBytes / part),
    headers: Math.ceil(headers / part),
    keys: Math.ceil(keys / part),
  };
}

/** Bytes that no algorithm finds easier than others, the same each time (xorshift32). */
function bytesOf(length: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}

/** As a list shows it, encoded: about 290 bytes. */
function headerOf(number: number): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      title: `Statement ${number} of your deposit account for the month of September`,
      from: 'Customer service <service@bank.example>',
      source: 'Statements/2026',
      receivedAtMs: 1_790_000_000_000 + number,
      mediaType: 'application/pdf',
      fileName: `statement-2026-09-${String(number).padStart(6, '0')}.pdf`,
      size: 20_480 + number,
    }),
  );
}

const listOf = <T>(length: number, make: (at: number) => T) => Array.from({ length }, (_, at) => make(at));

export function itemsOf(task: TaskName, sizes: Sizes): Items {
  switch (task) {
    case 'documents':
      return listOf(sizes.documents, (at) => bytesOf(sizes.documentBytes, at + 1));
    case 'file':
    case 'body':
      return [bytesOf(sizes.fileBytes, 7)];
    case 'headers':
    case 'pages':
      return listOf(sizes.headers, headerOf);
    case 'keys':
      return listOf(sizes.keys, (at) => bytesOf(32, at + 1));
  }
}
