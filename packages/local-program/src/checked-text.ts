import { createHash } from 'node:crypto';
import { type JsonObject, requireObject } from './json-values.ts';

/**
 * A JSON object on one line, and a checksum on the next: disks do flip bits, and a flipped bit in a digest or in a path
 * would pass for another digest or path. It is no protection against people.
 */
export function encodeChecked(value: JsonObject): string {
  const line = JSON.stringify(value);
  return `${line}\n${checksum(line)}\n`;
}

/** @throws when it is not what `encodeChecked` made. A line alone is taken: earlier versions wrote no checksum */
export function parseChecked(text: string): JsonObject {
  const [line = '', check = ''] = text.split('\n');
  if (check !== '' && check !== checksum(line)) throw new TypeError('the checksum is wrong');
  return requireObject(JSON.parse(line));
}

function checksum(line: string): string {
  return createHash('sha256').update(line, 'utf8').digest('base64url').slice(0, 22);
}
