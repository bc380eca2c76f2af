import { correspondentsOf } from '@commonseal/content/read-mail';
import { maxListed } from '@commonseal/protocol';
import { listed, nothingToRead } from '../analysis.ts';
import type { Analyser } from './analyser.ts';

/** Of whom a message is, and to whom, as it says itself. */
export const people: Analyser = {
  name: 'people',
  versions: [1],
  forms: ['email'],
  async analyse(reading) {
    const email = await reading.message();
    if (email === undefined) return nothingToRead('damaged');
    const { from, to, cc } = correspondentsOf(email);
    return {
      kind: 'people',
      from: listed(from),
      to: listed(to),
      cc: listed(cc),
      isCut: [from, to, cc].some((list) => list.length > maxListed),
    };
  },
};
