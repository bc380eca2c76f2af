import { plainLine } from './hostile-text.ts';

/** Name and address, as a message would write them. */
export function personWords({ name, address }: { readonly name: string; readonly address: string }): string {
  const [shownName, shownAddress] = [plainLine(name), plainLine(address)];
  return shownName === '' || shownName === shownAddress ? shownAddress : `${shownName} <${shownAddress}>`;
}
