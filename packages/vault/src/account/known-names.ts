import { type AccountState, type Member, currentEpoch, epochAt } from '@commonseal/account-log';
import type { AccountSeeds } from './account-seeds.ts';
import { type NameOf, decryptName, openName } from './names.ts';

type NamedMember = Pick<Member, 'userId' | 'nameBox' | 'nameSeal' | 'since'>;

/** Names that stand encrypted in an account's log; '' for one that cannot be read, so that a bad one hides nothing else. */
export class KnownNames {
  readonly #seeds: AccountSeeds;
  /** Opening a newcomer's name takes a key encapsulation, and lists ask for it again and again. */
  readonly #known = new WeakMap<Uint8Array, string>();

  constructor(seeds: AccountSeeds) {
    this.#seeds = seeds;
  }

  /** @param since the entry that the name stands in */
  of(state: AccountState, nameOf: NameOf, box: Uint8Array, since: number): string {
    const { epoch } = epochAt(state, since) ?? currentEpoch(state);
    return this.#remembered(box, () => decryptName(nameOf, box, this.#seeds.require(epoch)));
  }

  ofMember(state: AccountState, member: NamedMember): string {
    const { userId, nameBox, nameSeal, since } = member;
    if (!nameSeal) return this.of(state, 'member', nameBox, since);
    // Sealed by somebody who saw the log up to the entry before their own.
    const { epoch } = epochAt(state, since - 1) ?? currentEpoch(state);
    const place = { accountId: state.accountId, epoch, userId };
    return this.#remembered(nameBox, () =>
      openName({ nameSeal, nameBox }, this.#seeds.require(epoch), place),
    );
  }

  #remembered(box: Uint8Array, open: () => string): string {
    const known = this.#known.get(box);
    if (known !== undefined) return known;
    try {
      const name = open();
      this.#known.set(box, name);
      return name;
    } catch {
      return '';
    }
  }
}
