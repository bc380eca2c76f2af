/// <reference lib="webworker" />
// Looks for QR codes in a picture: it takes a while, and what it finds is a secret. Both go with the worker.
import { decodeQR } from 'qr/decode.js';
import type { PictureRead, PictureToRead } from './picture.ts';

/** Longer sides are scaled down: more is of no use to either reader. */
const longestSidePx = 2_400;
const mostCodes = 8;

addEventListener('message', ({ data }: MessageEvent<PictureToRead>) => {
  void answer(data).then((read) => postMessage(read));
});

async function answer({ id, picture, isThorough }: PictureToRead): Promise<PictureRead> {
  let pixels: ImageData;
  try {
    pixels = await pixelsOf(picture);
  } catch {
    return { id, kind: 'no picture' };
  }
  const text = readSimply(pixels);
  if (text !== undefined || !isThorough) return { id, kind: 'read', texts: text === undefined ? [] : [text] };
  try {
    return { id, kind: 'read', texts: await readThoroughly(pixels) };
  } catch {
    return { id, kind: 'no reader' };
  }
}

async function pixelsOf(picture: Blob | ImageBitmap): Promise<ImageData> {
  const bitmap = picture instanceof Blob ? await createImageBitmap(picture) : picture;
  const scale = Math.min(1, longestSidePx / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new TypeError('this browser does not draw');
  // What is transparent is paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

function readSimply(pixels: ImageData): string | undefined {
  try {
    return decodeQR(pixels);
  } catch {
    return undefined;
  }
}

async function readThoroughly(pixels: ImageData): Promise<readonly string[]> {
  const { readBarcodes } = await import('./thorough-reader.ts');
  const found = await readBarcodes(pixels, {
    formats: ['QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: mostCodes,
  });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}
