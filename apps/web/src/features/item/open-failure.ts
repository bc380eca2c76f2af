import type { ErrorCode } from '@commonseal/protocol';
import type { ItemSummary } from '@commonseal/vault';
import { type ErrorWords, errorWords } from '../../errors/error-words.ts';
import { plainLine } from '../../text/hostile-text.ts';

type Failure = (source: string, keyNumber: number) => ErrorWords;

const askServer =
  'Nothing of it is shown. Whoever runs the server can put it back from a backup; the source can also deliver it again. Other items are not concerned.';

const altered: Failure = (source) => ({
  title: 'This item is not what its source signed',
  advice: `The signature of ${source} is right, and what the server sent for it is not: a part was altered, cut off or swapped. ${askServer}`,
});

const doesNotFit: Failure = (source, keyNumber) => ({
  title: 'The key of this item does not open it',
  advice: `It was sealed under account key number ${keyNumber} by ${source}, and what the server sent does not open with it. ${askServer}`,
});

const gone: Failure = (source) => ({
  title: 'The server does not have this item any more',
  advice: `${source} delivered it and signed for it; the server says that it is not there. Ask an owner of the account whether it was removed, and whoever runs the server if it was not.`,
});

/** Where it can be said more precisely than in general which key or signature is at fault. */
const failures: Partial<Record<ErrorCode, Failure>> = {
  chain_broken: altered,
  signature_invalid: altered,
  decryption_failed: doesNotFit,
  key_mismatch: doesNotFit,
  not_found: gone,
};

/** What is at fault when one item does not open, and who can help. */
export function openFailure(code: ErrorCode, { sourceName, keyNumber }: ItemSummary): ErrorWords {
  const failure = failures[code];
  return failure ? failure(plainLine(sourceName) || 'Its source', keyNumber) : errorWords[code];
}
