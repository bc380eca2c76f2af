export interface CharacterSet {
  /** As `TextDecoder` knows it. */
  readonly label: string;
  readonly name: string;
}

/** Those that every browser can read, by how often they are met in old mail and files. */
export const characterSets: readonly CharacterSet[] = [
  { label: 'utf-8', name: 'Unicode (UTF-8)' },
  { label: 'utf-16le', name: 'Unicode (UTF-16 LE)' },
  { label: 'utf-16be', name: 'Unicode (UTF-16 BE)' },
  { label: 'windows-1252', name: 'Western (Windows-1252, Latin 1)' },
  { label: 'iso-8859-15', name: 'Western (ISO 8859-15)' },
  { label: 'macintosh', name: 'Western (Mac)' },
  { label: 'windows-1250', name: 'Central European (Windows-1250)' },
  { label: 'iso-8859-2', name: 'Central European (ISO 8859-2)' },
  { label: 'windows-1257', name: 'Baltic (Windows-1257)' },
  { label: 'windows-1251', name: 'Cyrillic (Windows-1251)' },
  { label: 'koi8-r', name: 'Cyrillic (KOI8-R)' },
  { label: 'koi8-u', name: 'Cyrillic (KOI8-U)' },
  { label: 'ibm866', name: 'Cyrillic (DOS 866)' },
  { label: 'windows-1253', name: 'Greek (Windows-1253)' },
  { label: 'windows-1254', name: 'Turkish (Windows-1254)' },
  { label: 'windows-1255', name: 'Hebrew (Windows-1255)' },
  { label: 'windows-1256', name: 'Arabic (Windows-1256)' },
  { label: 'windows-874', name: 'Thai (Windows-874)' },
  { label: 'windows-1258', name: 'Vietnamese (Windows-1258)' },
  { label: 'shift_jis', name: 'Japanese (Shift JIS)' },
  { label: 'iso-2022-jp', name: 'Japanese (ISO-2022-JP)' },
  { label: 'euc-jp', name: 'Japanese (EUC-JP)' },
  { label: 'gb18030', name: 'Chinese, simplified (GB 18030)' },
  { label: 'big5', name: 'Chinese, traditional (Big5)' },
  { label: 'euc-kr', name: 'Korean (EUC-KR)' },
];

export function characterSetName(label: string): string {
  return characterSets.find((set) => set.label === label)?.name ?? label;
}
