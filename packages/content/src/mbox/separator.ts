const latin1 = new TextDecoder('windows-1252');
/** Longer lines separate nothing. */
export const maxSeparatorBytes = 512;

/**
 * Whether a line (without its line end) begins a message of a mailbox: `From sender Thu Jan  1 00:00:00 1970`. A time
 * of day and a year are asked for, because careless programs leave a sentence that begins with `From ` unescaped.
 */
export function isSeparator(line: Uint8Array): boolean {
  if (line.length > maxSeparatorBytes || !startsWithFrom(line)) return false;
  const text = latin1.decode(line);
  // One linear search for each: together in one pattern they would backtrack.
  return /^From \S/.test(text) && / \d{1,2}:\d{2}\b/.test(text) && /\b\d{4}\b/.test(text);
}

/** `From ` */
export function startsWithFrom(line: Uint8Array, at = 0): boolean {
  return (
    line[at] === 0x46 &&
    line[at + 1] === 0x72 &&
    line[at + 2] === 0x6f &&
    line[at + 3] === 0x6d &&
    line[at + 4] === 0x20
  );
}

/** Whether a file is a mailbox: a separator, and a header field after it. */
export function looksLikeMbox(head: Uint8Array): boolean {
  if (!startsWithFrom(head)) return false;
  const start = latin1.decode(head.subarray(0, 4 * maxSeparatorBytes));
  const [separator = '', field = ''] = start.split(/\r?\n/, 2);
  return isSeparator(head.subarray(0, separator.length)) && /^[!-9;-~]{1,76}[ \t]*:|^>From /.test(field);
}
