import '#text-decoder';
import { CommonsealError } from '@commonseal/protocol';
import PostalMime, { type Email } from 'postal-mime';

export type { Address, Attachment, Email } from 'postal-mime';
export { type Correspondent, type Correspondents, correspondentsOf } from './correspondents.ts';

const lineFeed = 0x0a;

/**
 * Each line takes the parser about a kilobyte and ten microseconds, the empty ones too: a message of nothing but line
 * ends would need a thousand times its size. As many as the largest message that is shown has in lines of 78 characters.
 */
const maxLines = 450_000;

/**
 * Reads a message as far as it can be read; hostile nesting is refused instead of followed.
 * @throws CommonsealError `malformed` for more lines than any letter has
 * @throws Error the library's own, for nesting and headers beyond its limits
 */
export async function readMail(bytes: Uint8Array): Promise<Email> {
  if (hasMoreLines(bytes, maxLines)) throw new CommonsealError('malformed', 'too many lines');
  return PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 64 });
}

function hasMoreLines(bytes: Uint8Array, most: number): boolean {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1 && lines <= most; at = bytes.indexOf(lineFeed, at + 1))
    lines += 1;
  return lines > most;
}
