import { deflateSync } from 'node:zlib';

/** A PDF of one page that shows what the content stream says, with a font that needs no file. */
export function madePdf(content: Uint8Array, filters: readonly string[] = [], info = ''): Uint8Array {
  const filter = filters.length === 0 ? '' : `/Filter[${filters.map((name) => `/${name}`).join('')}]`;
  const objects = [
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from('<</Type/Pages/Kids[3 0 R]/Count 1>>'),
    Buffer.from(
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    ),
    Buffer.concat([
      Buffer.from(`<</Length ${content.length}${filter}>>stream\n`),
      content,
      Buffer.from('\nendstream'),
    ]),
    Buffer.from('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'),
    Buffer.from(`<<${info}>>`),
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [index, body] of objects.entries()) {
    offsets.push(length);
    const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(object);
    length += object.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer<</Size ${size}/Root 1 0 R/Info 6 0 R>>\nstartxref\n${length}\n%%EOF`,
    ),
  );
  return Buffer.concat(parts);
}

export function saying(text: string): Uint8Array {
  return Buffer.from(`BT /F 12 Tf 50 700 Td (${text}) Tj ET`);
}

/** A few kilobytes that become so many mebibytes of white space once they are unpacked, twice over. */
export function pdfBomb(mebibytes: number): Uint8Array {
  const mebibyte = Buffer.alloc(1024 * 1024, ' ');
  const once = deflateSync(Buffer.concat(Array.from({ length: mebibytes }, () => mebibyte)), { level: 1 });
  return madePdf(deflateSync(once), ['FlateDecode', 'FlateDecode']);
}
