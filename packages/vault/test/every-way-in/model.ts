// Why this file is long: it is one opinion of everything, and imports nothing, types included.
/**
 * A second opinion of who can read what, from what the design says: it imports nothing, and knows nothing of bytes.
 */
export type Role = 'owner' | 'member';

/** Of a person, who replaces theirs ('p1 with keys 2'), or of a set of shares. */
type Key = string;

export type SecretKind = 'password' | 'passkey' | 'kit' | 'browser' | 'shares';

/** Something that somebody has, or once had, and that may be in anybody's hands by now. */
export interface Secret {
  readonly name: string;
  readonly kind: SecretKind;
  /** A person, or the account that shares are of. */
  readonly of: string;
  /** Whether an honest server lets anybody in with it. */
  isGood: boolean;
  /** What it opens together with everything that a server has ever had in its tables. */
  readonly opens: Set<Key>;
}

export interface Person {
  readonly name: string;
  readonly address: string;
  /** How often they have replaced their keys. */
  keys: number;
  /** Nobody gets in as them any more, though they may still stand in a log. */
  isVoid: boolean;
}

export interface Account {
  readonly name: string;
  readonly members: Map<string, Role>;
  /** Who was in it and is not now. */
  readonly former: Map<string, 'removed' | 'left' | 'let in as somebody new'>;
  set: { readonly name: string; by: string; readonly threshold: number } | undefined;
  policy: { readonly all: boolean; readonly approvals: number };
  /** How often it was decided who may do what. */
  power: number;
  /** Who knows each account key, the first one first. */
  readonly epochs: Set<Key>[];
  readonly items: { readonly name: string; readonly epoch: number }[];
}

/** Somebody has lost every way in, and asks in each of their accounts to be let back in. */
export interface Asking {
  readonly name: string;
  readonly address: string;
  /** Who they will be then. */
  readonly as: string;
  readonly secret: string;
  readonly places: Map<string, Place>;
}

export interface Place {
  readonly old: string;
  readonly power: number;
  standing: 'open' | 'refused' | 'granted';
  vouchers: string[];
}

export type Step =
  | { readonly kind: 'begin'; readonly by: string; readonly account: string }
  | {
      readonly kind: 'join';
      readonly by: string;
      readonly account: string;
      readonly who: string;
      /** Of somebody who is new here. */
      readonly secret: string | undefined;
      readonly role: Role;
      /** By a link that opens the account by itself, and not by one that proves only whom it was given to. */
      readonly opens: boolean;
    }
  | { readonly kind: 'write'; readonly by: string; readonly account: string; readonly item: string }
  | { readonly kind: 'change'; readonly by: string; readonly secret: string }
  | {
      readonly kind: 'rekey';
      readonly by: string;
      readonly secret: string;
      readonly also: readonly string[];
    }
  | { readonly kind: 'passkey' | 'kit' | 'stay'; readonly by: string; readonly secret: string }
  | { readonly kind: 'use kit'; readonly by: string; readonly used: string; readonly secret: string }
  | { readonly kind: 'forget' | 'withdraw'; readonly by: string; readonly used: string }
  | { readonly kind: 'remove'; readonly by: string; readonly account: string; readonly who: string }
  | { readonly kind: 'role'; readonly by: string; readonly account: string; readonly who: string }
  | { readonly kind: 'leave' | 'rotate' | 'rotate deeply'; readonly by: string; readonly account: string }
  | {
      readonly kind: 'policy';
      readonly by: string;
      readonly account: string;
      readonly all: boolean;
      readonly approvals: number;
    }
  | {
      readonly kind: 'ask';
      readonly asking: string;
      readonly by: string;
      readonly as: string;
      readonly secret: string;
    }
  | {
      readonly kind: 'vouch' | 'let in' | 'refuse';
      readonly by: string;
      readonly account: string;
      readonly asking: string;
    }
  | {
      readonly kind: 'make set';
      readonly by: string;
      readonly account: string;
      readonly set: string;
      readonly threshold: number;
      readonly count: number;
    }
  | { readonly kind: 'withdraw set'; readonly by: string; readonly account: string }
  | {
      readonly kind: 'use set';
      readonly account: string;
      readonly set: string;
      readonly as: string;
      readonly address: string;
      readonly secret: string;
    };

export type StepOf<K extends Step['kind']> = Step & { readonly kind: K };

const keyOf = ({ name, keys }: Person): Key => `${name} with keys ${keys}`;

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('a step about somebody or something that is not there');
  return value;
}

export class Model {
  readonly people = new Map<string, Person>();
  readonly secrets = new Map<string, Secret>();
  readonly accounts = new Map<string, Account>();
  readonly askings = new Map<string, Asking>();

  person(name: string): Person {
    return required(this.people.get(name));
  }

  account(name: string): Account {
    return required(this.accounts.get(name));
  }

  secret(name: string): Secret {
    return required(this.secrets.get(name));
  }

  /** Whoever gets in by this address now. */
  ownerOf(address: string): Person | undefined {
    return [...this.people.values()].find((person) => person.address === address && !person.isVoid);
  }

  accountsOf(name: string): Account[] {
    return [...this.accounts.values()].filter(({ members }) => members.has(name));
  }

  waysOf(name: string, kind?: SecretKind): Secret[] {
    return [...this.secrets.values()].filter(
      (secret) => secret.of === name && secret.isGood && (kind === undefined || secret.kind === kind),
    );
  }

  itemsOf(account: string): string[] {
    return this.account(account).items.map(({ name }) => name);
  }

  /** Items that somebody reads in each account who has a full copy of everything that the server ever had, and this secret. */
  readableWithCopy(secret: string): string[] {
    const { opens } = this.secret(secret);
    return [...this.accounts.values()].flatMap(({ epochs, items }) => {
      // Each account key leads to those before it.
      const newest = epochs.findLastIndex((knowers) => [...opens].some((key) => knowers.has(key)));
      return items.filter(({ epoch }) => epoch <= newest).map(({ name }) => name);
    });
  }

  /** Whether the request still counts: nothing was decided since who may do what. */
  isWaiting({ places, address, as }: Asking, account: string): boolean {
    const place = places.get(account);
    const { members, power } = this.account(account);
    if (place?.standing !== 'open' || place.power !== power || !members.has(place.old)) return false;
    const owner = this.ownerOf(address);
    // What was asked with keys that they have replaced since would let in somebody whose keys nobody has.
    return owner?.name === as ? owner.keys === 0 : owner?.name === place.old;
  }

  mayVouch(by: string, asking: Asking, account: string): boolean {
    const { members, policy } = this.account(account);
    const place = required(asking.places.get(account));
    const isEntitled = members.get(by) === 'owner' || (members.has(by) && policy.all);
    return isEntitled && by !== place.old && !place.vouchers.includes(by) && this.isWaiting(asking, account);
  }

  /** Whether an approval by this member lets the person in, or only vouches. */
  isLast(by: string, asking: Asking, account: string): boolean {
    const { members, policy } = this.account(account);
    const { vouchers, old } = required(asking.places.get(account));
    const approving = [...vouchers, by];
    const hasOwner = approving.some((name) => members.get(name) === 'owner');
    return approving.length >= policy.approvals && (members.get(old) !== 'owner' || hasOwner);
  }

  found(person: string, address: string, secret: string): void {
    this.#newPerson(person, address, secret);
  }

  apply(step: Step): void {
    switch (step.kind) {
      case 'begin':
        this.#begin(step.account, this.person(step.by));
        return;
      case 'join': {
        const account = this.account(step.account);
        if (step.secret !== undefined) this.#newPerson(step.who, step.who, step.secret);
        this.#keepFromLeavers(account);
        account.members.set(step.who, step.role);
        // What such a link opens is over with it.
        if (step.opens) this.#nextEpoch(account);
        else account.epochs.at(-1)?.add(keyOf(this.person(step.who)));
        return;
      }
      case 'write': {
        const account = this.account(step.account);
        this.#keepFromLeavers(account);
        account.items.push({ name: step.item, epoch: account.epochs.length - 1 });
        return;
      }
      case 'change':
        this.#endWays(this.waysOf(step.by, 'password'));
        this.#newSecret(step.secret, 'password', step.by);
        return;
      case 'rekey':
        this.#endWays([...this.waysOf(step.by, 'password'), ...step.also.map((name) => this.secret(name))]);
        this.#replaceKeys(step.by);
        this.#newSecret(step.secret, 'password', step.by);
        return;
      case 'passkey':
        this.#newSecret(step.secret, 'passkey', step.by);
        return;
      case 'kit': {
        const older = this.waysOf(step.by, 'kit');
        this.#newSecret(step.secret, 'kit', step.by);
        if (older.length === 0) return;
        this.#endWays(older);
        this.#replaceKeys(step.by);
        return;
      }
      case 'stay':
        this.#endWays(this.waysOf(step.by, 'browser'));
        this.#newSecret(step.secret, 'browser', step.by);
        return;
      case 'use kit':
        this.#endWays([this.secret(step.used), ...this.waysOf(step.by, 'password')]);
        this.#endWays(this.waysOf(step.by, 'browser'));
        this.#replaceKeys(step.by);
        this.#newSecret(step.secret, 'password', step.by);
        return;
      case 'forget':
        this.#endWays([this.secret(step.used)]);
        return;
      case 'withdraw':
        this.#endWays([this.secret(step.used)]);
        this.#replaceKeys(step.by);
        return;
      case 'remove': {
        const account = this.account(step.account);
        this.#takeOut(account, step.who);
        account.former.set(step.who, 'removed');
        this.#nextEpoch(account);
        return;
      }
      case 'leave': {
        const account = this.account(step.account);
        this.#takeOut(account, step.by);
        account.former.set(step.by, 'left');
        // Whoever makes a key knows it, also in leaving.
        this.#nextEpoch(account).add(keyOf(this.person(step.by)));
        return;
      }
      case 'role': {
        const account = this.account(step.account);
        const isOwner = account.members.get(step.who) === 'owner';
        account.members.set(step.who, isOwner ? 'member' : 'owner');
        account.power += 1;
        if (isOwner && account.set?.by === step.who) {
          this.#endSet(account);
          this.#nextEpoch(account);
        }
        return;
      }
      case 'rotate':
        this.#nextEpoch(this.account(step.account));
        return;
      case 'rotate deeply':
        this.#keepFromLeavers(this.account(step.account));
        return;
      case 'policy': {
        const account = this.account(step.account);
        account.policy = { all: step.all, approvals: step.approvals };
        account.power += 1;
        return;
      }
      case 'ask':
        this.#ask(step);
        return;
      case 'vouch':
        this.#place(step).vouchers.push(step.by);
        return;
      case 'refuse':
        this.#place(step).standing = 'refused';
        return;
      case 'let in':
        this.#letIn(required(this.askings.get(step.asking)), this.account(step.account));
        return;
      case 'make set': {
        const account = this.account(step.account);
        this.#endSet(account);
        const { set: name, by, threshold } = step;
        account.set = { name, by, threshold };
        this.secrets.set(name, {
          name,
          kind: 'shares',
          of: step.account,
          isGood: true,
          opens: new Set([name]),
        });
        this.#nextEpoch(account);
        return;
      }
      case 'withdraw set': {
        const account = this.account(step.account);
        this.#endSet(account);
        this.#nextEpoch(account);
        return;
      }
      case 'use set': {
        const account = this.account(step.account);
        this.#endSet(account);
        const old = this.ownerOf(step.address);
        if (old) this.#void(old);
        this.#newPerson(step.as, step.address, step.secret);
        account.members.set(step.as, 'owner');
        account.power += 1;
        this.#nextEpoch(account);
      }
    }
  }

  #begin(name: string, by: Person): void {
    this.accounts.set(name, {
      name,
      members: new Map([[by.name, 'owner']]),
      former: new Map(),
      set: undefined,
      policy: { all: false, approvals: 1 },
      power: 0,
      epochs: [new Set([keyOf(by)])],
      items: [],
    });
  }

  #newPerson(name: string, address: string, secret: string): void {
    this.people.set(name, { name, address, keys: 0, isVoid: false });
    this.#newSecret(secret, 'password', name);
  }

  #newSecret(name: string, kind: SecretKind, of: string): void {
    this.secrets.set(name, { name, kind, of, isGood: true, opens: new Set([keyOf(this.person(of))]) });
  }

  #endWays(ways: readonly Secret[]): void {
    for (const way of ways) way.isGood = false;
  }

  /** The new keys are sealed to every way in that stays; each account of theirs gets a new key; they have to vouch again. */
  #replaceKeys(name: string): void {
    const person = this.person(name);
    person.keys += 1;
    for (const way of this.waysOf(name)) way.opens.add(keyOf(person));
    for (const account of this.accountsOf(name)) {
      this.#nextEpoch(account);
      for (const { places } of this.askings.values()) {
        const place = places.get(account.name);
        if (place) place.vouchers = place.vouchers.filter((voucher) => voucher !== name);
      }
    }
  }

  /** Members and shares: nobody else is to know the account key. */
  #entitled({ members, set }: Account): Set<Key> {
    const keys = [...members.keys()].map((name) => keyOf(this.person(name)));
    return new Set(set ? [...keys, set.name] : keys);
  }

  #nextEpoch(account: Account): Set<Key> {
    const knowers = this.#entitled(account);
    account.epochs.push(knowers);
    return knowers;
  }

  /** Nothing is written under a key that somebody knows who is not to. */
  #keepFromLeavers(account: Account): void {
    const entitled = this.#entitled(account);
    if ([...(account.epochs.at(-1) ?? [])].some((key) => !entitled.has(key))) this.#nextEpoch(account);
  }

  /** A set ends with the membership of whoever made it. */
  #takeOut(account: Account, who: string): void {
    account.members.delete(who);
    account.power += 1;
    if (account.set?.by === who) this.#endSet(account);
  }

  #endSet(account: Account): void {
    if (account.set) this.secret(account.set.name).isGood = false;
    account.set = undefined;
  }

  /** Nobody gets in as this person any more; whatever else waits under their address goes. */
  #void(person: Person, except?: Asking): void {
    person.isVoid = true;
    this.#endWays(this.waysOf(person.name));
    for (const [name, asking] of this.askings)
      if (asking.address === person.address && asking !== except) this.askings.delete(name);
  }

  #place(step: { readonly asking: string; readonly account: string }): Place {
    return required(this.askings.get(step.asking)?.places.get(step.account));
  }

  #ask(step: StepOf<'ask'>): void {
    const places = new Map<string, Place>();
    for (const { name, power } of this.accountsOf(step.by))
      places.set(name, { old: step.by, power, standing: 'open', vouchers: [] });
    const { address } = this.person(step.by);
    const { asking: name, as, secret } = step;
    this.askings.set(name, { name, address, as, secret, places });
  }

  /** With the first account that lets them in they are somebody new, and the old one is nobody at the server any more. */
  #letIn(asking: Asking, account: Account): void {
    const place = required(asking.places.get(account.name));
    const role = required(account.members.get(place.old));
    if (!this.people.has(asking.as)) {
      this.#void(this.person(place.old), asking);
      this.#newPerson(asking.as, asking.address, asking.secret);
    }
    account.members.delete(place.old);
    account.members.set(asking.as, role);
    account.former.set(place.old, 'let in as somebody new');
    if (account.set?.by === place.old) account.set.by = asking.as;
    account.power += 1;
    place.standing = 'granted';
    this.#nextEpoch(account);
  }
}
