import { referenceKind } from '../../../../frame/references.ts';
import type { EmailAttachment } from '../../parse-email.ts';

const largestInlineBytes = 8 * 1024 * 1024;

/** Pictures that a message carries and shows itself, as data: addresses: the frame can load nothing else. */
export async function inlineImagesOf(
  attachments: readonly EmailAttachment[],
): Promise<Record<string, string>> {
  const images: Record<string, string> = {};
  for (const { contentId, content, mediaType } of attachments) {
    if (contentId === undefined || content.size > largestInlineBytes) continue;
    const url = await dataUrl(content, mediaType);
    if (referenceKind(url) === 'inline') images[contentId] = url;
  }
  return images;
}

function dataUrl(content: Blob, mediaType: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(new TypeError('unreadable picture')));
    reader.readAsDataURL(content.slice(0, content.size, mediaType));
  });
}
