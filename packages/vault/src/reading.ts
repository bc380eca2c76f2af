/** How a client takes what it has fetched: a batch's key and its headers, held against what was signed. */
export { openBatchKey } from './content/open-batch-key.ts';
export { openHeaders } from './content/open-headers.ts';
