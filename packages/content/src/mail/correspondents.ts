import { type Email, addressParser } from 'postal-mime';
import { plainLine } from '../plain-line.ts';
import { withoutComments } from './without-comments.ts';

/** A mailbox as a message names it; nothing of it is verified. */
export interface Correspondent {
  /** One plain line, '' where the message gives none. */
  readonly name: string;
  /** In lower case, because that is how people are told apart. */
  readonly address: string;
}

export interface Correspondents {
  readonly from: readonly Correspondent[];
  readonly to: readonly Correspondent[];
  readonly cc: readonly Correspondent[];
}

const maxNameLength = 200;
const maxAddressLength = 320;

/**
 * From whom a message is and to whom, in the order in which it names them: the members of groups like all others, without what is no
 * address. Of several `From` fields the first one counts, because the second is somebody's addition.
 */
export function correspondentsOf({ headers }: Email): Correspondents {
  const of = (name: string) => headers.filter(({ key }) => key === name).map(({ value }) => value);
  return {
    from: correspondents(of('from').slice(0, 1)),
    to: correspondents(of('to')),
    cc: correspondents(of('cc')),
  };
}

function correspondents(fields: readonly string[]): Correspondent[] {
  return fields
    .flatMap((field) => addressParser(withoutComments(field)))
    .flatMap((entry) => entry.group ?? [entry])
    .map(({ name, address }) => ({
      name: plainLine(name, maxNameLength),
      address: address.trim().toLowerCase(),
    }))
    .filter(({ address }) => isAddress(address));
}

/** One `@` with something before and after it, and nothing that could be more than an address. */
function isAddress(address: string): boolean {
  const outside = /[\s\p{C}"<>(),:;\\[\]]/u;
  const [local = '', domain = '', ...more] = address.split('@', 3);
  if (address.length > maxAddressLength || more.length > 0 || local === '' || outside.test(local))
    return false;
  // A machine by its number stands in brackets.
  return /^\[[\d.]{7,15}\]$/.test(domain) || (domain !== '' && !outside.test(domain));
}
