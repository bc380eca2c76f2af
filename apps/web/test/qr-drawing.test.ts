import { decodeQR } from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { qrDrawing } from '../src/ui/qr-drawing.ts';

/** As a camera sees it: dark where the path is, four pixels for each module. */
function photograph({ size, path }: ReturnType<typeof qrDrawing>) {
  const scale = 4;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column += 1) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return { width, height: width, data };
}

describe('the drawing of a QR code', () => {
  it.each([
    ['short', 'https://seal.example/join#a'],
    // A link whose account has the longest name.
    ['long', `https://seal.example/join#commonseal-join-1.${'aB3_'.repeat(120)}.Xy-9zQ`],
  ])('is read as what it was made of: %s', (_what, text) => {
    expect(decodeQR(photograph(qrDrawing(text)))).toBe(text);
  });
});
