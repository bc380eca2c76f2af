import { type FileForm, type NamedFile, fileForm } from '@commonseal/content/file-form';
import { type MediaKind, mediaKind } from '../../text/media-kind.ts';

const kinds: Readonly<Record<FileForm, MediaKind>> = {
  email: 'email',
  html: 'html',
  markdown: 'text',
  table: 'table',
  json: 'text',
  text: 'text',
  pdf: 'pdf',
  image: 'image',
  drawing: 'image',
};

/** What the reader would call it; as it is shown, where it is shown. */
export function kindOf(file: NamedFile): MediaKind {
  const form = fileForm(file);
  return form === undefined ? mediaKind(file.mediaType) : kinds[form];
}
