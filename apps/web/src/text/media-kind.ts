import { mediaEssence } from '@commonseal/content/file-form';

export type MediaKind =
  | 'email'
  | 'html'
  | 'text'
  | 'pdf'
  | 'image'
  | 'table'
  | 'archive'
  | 'audio'
  | 'video'
  | 'other';

const tables = new Set([
  'text/csv',
  'text/tab-separated-values',
  'application/vnd.ms-excel',
  'application/vnd.oasis.opendocument.spreadsheet',
]);
const archives = new Set([
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/x-7z-compressed',
]);

const texts = new Set(['application/json', 'application/xml', 'application/yaml', 'application/mbox']);

/** What the reader would call it. It is the source's own word about the content: never a reason to trust it. */
export function mediaKind(mediaType: string): MediaKind {
  const essence = mediaEssence(mediaType);
  if (essence === 'message/rfc822' || essence === 'message/global') return 'email';
  if (essence === 'text/html') return 'html';
  if (essence === 'application/pdf') return 'pdf';
  if (tables.has(essence) || essence.includes('spreadsheetml')) return 'table';
  if (texts.has(essence) || /^application\/[^/]{1,80}\+(?:json|xml)$/.test(essence)) return 'text';
  if (archives.has(essence)) return 'archive';
  const family = essence.split('/', 1)[0];
  if (family === 'text' || family === 'image' || family === 'audio' || family === 'video') return family;
  return 'other';
}

const words: Readonly<Record<MediaKind, string>> = {
  email: 'E-mail',
  html: 'Web page',
  text: 'Text',
  pdf: 'PDF document',
  image: 'Image',
  table: 'Table',
  archive: 'Archive',
  audio: 'Sound',
  video: 'Video',
  other: 'File',
};

export function mediaKindWords(kind: MediaKind): string {
  return words[kind];
}
