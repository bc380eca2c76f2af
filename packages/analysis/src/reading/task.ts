import { type FileForm, fileForm } from '@commonseal/content/file-form';
import { charsetOfMediaType } from '@commonseal/content/text';
import type { AnalysedItem } from '../analysis.ts';

/** All that whoever reads an item is told of it: neither its name nor where it is from. */
export interface ReadingTask {
  readonly form: ReadForm;
  /** As its media type declares; one that `TextDecoder` knows. */
  readonly charset: string | undefined;
  readonly bytes: Uint8Array;
}

/** Of anything but a message. */
export interface DocumentTask extends ReadingTask {
  readonly form: Exclude<ReadForm, 'email'>;
}

export type ReadForm = Exclude<FileForm, 'image' | 'drawing'>;

/** `undefined` for what has no text that could be read. */
export function readingTask(item: AnalysedItem): ReadingTask | undefined {
  const form = fileForm(item);
  if (form === undefined || form === 'image' || form === 'drawing') return undefined;
  return { form, charset: charsetOfMediaType(item.mediaType), bytes: item.bytes };
}
