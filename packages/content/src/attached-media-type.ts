import { mediaEssence, saysNothing } from './file-form.ts';
import { mediaTypeOf } from './media-type.ts';
import { signatureOf } from './media-signatures.ts';
import { plainLine } from './plain-line.ts';

const maxLength = 200;

/**
 * The media type of what is attached to a message: as its first bytes announce it, else as it was declared, else, where the declaration
 * says nothing, as its name and its bytes let one suppose.
 */
export function attachedMediaType(fileName: string, declared: string, bytes: Uint8Array): string {
  const essence = plainLine(mediaEssence(declared), maxLength);
  const isDeclared = /^[!-.0-~]+\/[!-.0-~]+$/.test(essence) && !saysNothing(essence);
  return isDeclared && signatureOf(bytes) === undefined ? essence : mediaTypeOf(fileName, bytes, true);
}
