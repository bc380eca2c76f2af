export interface PictureFacts {
  /** By its first bytes: what a name or a sender says is not asked. */
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
}

type Reader = (view: DataView) => { readonly width: number; readonly height: number } | undefined;

const readers: readonly (readonly [string, (text: string) => boolean, Reader])[] = [
  ['image/png', (text) => text.startsWith('\u0089PNG\r\n\u001a\n'), pngSize],
  ['image/gif', (text) => /^GIF8[79]a/.test(text), gifSize],
  ['image/jpeg', (text) => text.startsWith('\u00ff\u00d8\u00ff'), jpegSize],
  ['image/webp', (text) => text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP', webpSize],
  ['image/bmp', (text) => text.startsWith('BM'), bmpSize],
  ['image/avif', (text) => text.slice(4, 8) === 'ftyp' && text.slice(8, 64).includes('avi'), avifSize],
];

/**
 * What a picture is and how large, read from its head: so that one that would fill the memory is never decoded.
 * `undefined` for what is none of the known kinds, or has no size.
 */
export function pictureFacts(head: Uint8Array): PictureFacts | undefined {
  const text = String.fromCharCode(...head.subarray(0, 64));
  const found = readers.find(([, matches]) => matches(text));
  if (found === undefined) return undefined;
  const [mediaType, , read] = found;
  try {
    const size = read(new DataView(head.buffer, head.byteOffset, head.byteLength));
    return size && size.width > 0 && size.height > 0 ? { mediaType, ...size } : undefined;
  } catch (error) {
    // Cut off before its size was told.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function pngSize(view: DataView) {
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(view: DataView) {
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function bmpSize(view: DataView) {
  const isOld = view.getUint32(14, true) === 12;
  if (isOld) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  // A negative height means: from top to bottom.
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** Segment by segment, up to the one that begins the frame. */
function jpegSize(view: DataView) {
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    const length = view.getUint16(at + 2);
    if (length < 2) return undefined;
    at += 2 + length;
  }
}

function webpSize(view: DataView) {
  const chunk = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + 12, 4));
  if (chunk === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk !== 'VP8X') return undefined;
  const uint24 = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
  return { width: uint24(24) + 1, height: uint24(27) + 1 };
}

/** The largest of the sizes that it names: it may hold pictures within pictures. */
function avifSize(view: DataView) {
  const ispe = 0x69737065;
  let largest: { width: number; height: number } | undefined;
  for (let at = 0; at + 16 <= view.byteLength; at += 1) {
    if (view.getUint32(at) !== ispe) continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (largest === undefined || width * height > largest.width * largest.height) largest = { width, height };
  }
  return largest;
}
