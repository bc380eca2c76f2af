import { cutText, plainLine } from './plain-line.ts';

const maxFileNameLength = 255;
/** Longer than any extension that means something. */
const maxExtensionLength = 16;

/** The name alone, without folders, fit to be shown and to be saved under; never empty. */
export function plainFileName(path: string): string {
  const lastPart = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const name = plainLine(lastPart, maxFileNameLength);
  if (name === '' || /^\.+$/.test(name)) return 'unnamed';
  if (lastPart.length <= maxFileNameLength) return name;
  // Cut in the middle: what the file is called at its end says what it is.
  const ending = plainLine(`.${extensionOf(lastPart.slice(-maxExtensionLength))}`, maxExtensionLength);
  if (ending === '.' || name.endsWith(ending)) return name;
  return cutText(name, maxFileNameLength - ending.length) + ending;
}

/** Lower case, without the dot; empty when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
