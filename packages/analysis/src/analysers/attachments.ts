import { attachedMediaType } from '@commonseal/content';
import type { Attachment } from '@commonseal/content/read-mail';
import { type SoundFinding, maxListed } from '@commonseal/protocol';
import { nothingToRead } from '../analysis.ts';
import type { ItemReading } from '../reading/item-reading.ts';
import { attachedName, attachedTask, bytesOf, maxNesting } from '../reading/read-message.ts';
import type { Analyser } from './analyser.ts';

type Attached = Extract<SoundFinding, { kind: 'attachments' }>['attachments'];

/** What is attached to a message; after an attached message, what is attached to that one. */
export const attachments: Analyser = {
  name: 'attachments',
  versions: [1],
  forms: ['email'],
  async analyse(reading) {
    const email = await reading.message();
    if (email === undefined) return nothingToRead('damaged');
    const found: Attached = [];
    const isWhole = await addAttachments(found, email.attachments, reading, 0);
    return { kind: 'attachments', attachments: found, isCut: !isWhole };
  },
};

/** @returns whether there was room for all */
async function addAttachments(
  found: Attached,
  attachmentsOfMessage: readonly Attachment[],
  reading: ItemReading,
  nesting: number,
): Promise<boolean> {
  for (const attachment of attachmentsOfMessage) {
    if (found.length >= maxListed) return false;
    const bytes = bytesOf(attachment);
    const fileName = attachedName(attachment);
    const mediaType = attachedMediaType(fileName, attachment.mimeType, bytes);
    found.push({ fileName, mediaType, size: bytes.length });
    if (nesting >= maxNesting || attachedTask(attachment)?.form !== 'email') continue;
    // oxlint-disable-next-line no-await-in-loop -- in their order
    const email = await reading.attachedMessage(attachment);
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (email && !(await addAttachments(found, email.attachments, reading, nesting + 1))) return false;
  }
  return true;
}
