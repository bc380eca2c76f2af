import { fold } from './fold.ts';
import { plainLine } from './hostile-text.ts';

export interface Sender {
  /** Equal for the same address, whatever name is written before it. */
  readonly key: string;
  readonly name: string;
}

/** Who a header says it is from, undefined when it says nothing. Nobody has proven it. */
export function senderOf(from: string): Sender | undefined {
  const line = plainLine(from);
  if (line === '') return undefined;
  const start = line.lastIndexOf('<');
  const address = line.endsWith('>') && start >= 0 ? line.slice(start + 1, -1).trim() : '';
  if (!address.includes('@')) return { key: fold(line), name: line };
  const written = line.slice(0, start).trim();
  const name = written.replaceAll(/^["']|["']$/g, '').trim();
  return { key: address.toLowerCase(), name: name === '' ? address : name };
}
