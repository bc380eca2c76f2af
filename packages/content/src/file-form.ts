/** Which kind of reader a file needs. */
export type FileForm =
  | 'email'
  | 'html'
  | 'markdown'
  | 'table'
  | 'json'
  | 'text'
  | 'pdf'
  | 'image'
  | 'drawing';

/** The outside of a file, as its source tells it. */
export interface NamedFile {
  readonly mediaType: string;
  readonly fileName: string;
}

/** Pictures that browsers can be expected to show. */
const images = new Set(['png', 'jpeg', 'jpg', 'pjpeg', 'x-png', 'gif', 'webp', 'avif', 'bmp', 'x-ms-bmp']);

const byEssence: Readonly<Record<string, FileForm>> = {
  'message/rfc822': 'email',
  'message/global': 'email',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/csv': 'table',
  'application/csv': 'table',
  'text/tab-separated-values': 'table',
  'application/json': 'json',
  'text/json': 'json',
  'application/pdf': 'pdf',
  'application/x-pdf': 'pdf',
  'image/svg+xml': 'drawing',
  'application/xml': 'text',
  'application/mbox': 'text',
  'application/javascript': 'text',
  'application/x-sh': 'text',
  'application/yaml': 'text',
  'application/sql': 'text',
};

const byEnding: Readonly<Record<string, FileForm>> = {
  eml: 'email',
  htm: 'html',
  html: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  csv: 'table',
  tsv: 'table',
  json: 'json',
  pdf: 'pdf',
  svg: 'drawing',
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  avif: 'image',
  bmp: 'image',
  txt: 'text',
  log: 'text',
  xml: 'text',
  ics: 'text',
  vcf: 'text',
  yaml: 'text',
  yml: 'text',
};

/** Types that say nothing: mail programs give them to whatever they do not know. Excel's is given to CSV on Windows. */
const vague = new Set([
  '',
  'application/octet-stream',
  'application/x-download',
  'application/force-download',
  'application/binary',
  'binary/octet-stream',
  'application/vnd.ms-excel',
  'text/plain',
]);
const saying = new Set(['application/vnd.ms-excel', 'text/plain']);

/** @param essence a media type without parameters */
export function saysNothing(essence: string): boolean {
  return vague.has(essence) && !saying.has(essence);
}

export function endingOf(fileName: string): string {
  return /\.(\w{1,10})$/.exec(fileName.slice(-16))?.[1]?.toLowerCase() ?? '';
}

/** What its type says it is, or its name where the type says nothing; `undefined` for what nobody here can read. */
export function fileForm({ mediaType, fileName }: NamedFile): FileForm | undefined {
  const essence = mediaEssence(mediaType);
  const named = vague.has(essence) ? own(byEnding, endingOf(fileName)) : undefined;
  if (named !== undefined) return named;
  const known = own(byEssence, essence);
  if (known !== undefined) return known;
  const [family, form = ''] = essence.split('/', 2);
  if (family === 'image') return images.has(form) ? 'image' : undefined;
  if (form.endsWith('+json')) return 'json';
  return family === 'text' || family === 'message' || form.endsWith('+xml') ? 'text' : undefined;
}

/** The media type without parameters, in lower case. */
export function mediaEssence(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** A name may well end in `.constructor`. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
