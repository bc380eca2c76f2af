import { Random } from '../../../../e2e/fixtures/random.ts';
import type { Account, Asking, Model, Role, Secret, Step } from './model.ts';

/** What is wanted; what comes of it depends on who is there by then. */
const wishes = [
  'write',
  'write',
  'write',
  'join',
  'begin',
  'change',
  'rekey',
  'rekey',
  'passkey',
  'kit',
  'use kit',
  'use kit',
  'use kit',
  'stay',
  'forget',
  'forget',
  'withdraw',
  'withdraw',
  'withdraw',
  'remove',
  'remove',
  'leave',
  'role',
  'rotate',
  'rotate deeply',
  'ask',
  'refuse',
  'refuse',
  'policy',
  'approve',
  'approve',
  'approve',
  'approve',
  'approve',
  'approve',
  'approve',
  'approve',
  'make set',
  'withdraw set',
  'withdraw set',
  'use set',
  'use set',
  'use set',
  'use set',
] as const;
type Wish = (typeof wishes)[number];

/** What can come of them. */
export const allKinds: readonly Step['kind'][] = [
  ...new Set(wishes.flatMap((wish) => (wish === 'approve' ? (['vouch', 'let in'] as const) : [wish]))),
];

/** A wish, and who: chosen once it is known who is in. */
export interface Choice {
  readonly wish: Wish;
  readonly by: number;
  readonly who: number;
  readonly which: number;
  readonly isSo: boolean;
  readonly isOwner: boolean;
  /** What is looked at afterwards. */
  readonly looked: number;
}

/** Histories after one another draw from one pack of wishes: in as many as are played, none is left out. */
export function wishesFrom(start: number, count: number): Wish[] {
  return Array.from({ length: count }, (_, drawn) => {
    const at = start + drawn;
    return packOf(Math.floor(at / wishes.length))[at % wishes.length] ?? 'write';
  });
}

function packOf(number: number): Wish[] {
  const random = new Random(number, 'pack of wishes');
  const left: Wish[] = [...wishes];
  return wishes.map(() => left.splice(random.below(left.length), 1)[0] ?? 'write');
}

export function choose(random: Random, wish: Wish): Choice {
  const number = () => random.below(1_000);
  return {
    wish,
    by: number(),
    who: number(),
    which: number(),
    isSo: random.chance(2),
    isOwner: random.chance(2),
    looked: number(),
  };
}

export function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % list.length];
}

const role = (isOwner: boolean): Role => (isOwner ? 'owner' : 'member');

/** An account of several, and the first half of something that takes two steps. */
export function beginning({ isOwner, isSo, which }: Choice): Step[] {
  const account = 'a0';
  const by = 'p0';
  const third: Step = { kind: 'join', by, account, opens: isSo, who: 'p2', secret: 's2', role: 'member' };
  const halves: readonly (readonly Step[])[] = [
    [
      third,
      { kind: 'policy', by, account, all: true, approvals: 2 },
      { kind: 'ask', asking: 'q3', by: 'p1', as: 'p3', secret: 's3' },
    ],
    [{ kind: 'make set', by, account, set: 's4', threshold: 2, count: 3 }],
    [
      { kind: 'kit', by: 'p1', secret: 's5' },
      { kind: 'passkey', by: 'p1', secret: 's6' },
      { kind: 'ask', asking: 'q7', by: 'p1', as: 'p7', secret: 's7' },
    ],
    [third, { kind: 'stay', by: 'p0', secret: 's8' }],
  ];
  return [
    { kind: 'begin', by, account },
    { kind: 'join', by, account, opens: true, who: 'p1', secret: 's1', role: role(isOwner) },
    { kind: 'write', by: 'p1', account, item: 'i0' },
    ...(pick(halves, which) ?? []),
  ];
}

/** Somebody who can act in an account. */
interface Seat {
  readonly by: string;
  readonly account: string;
}

function seats(model: Model, ownersOnly = false): Seat[] {
  return [...model.accounts.values()].flatMap(({ name: account, members }) =>
    [...members]
      .filter(([by, is]) => !model.person(by).isVoid && (is === 'owner' || !ownersOnly))
      .map(([by]) => ({ by, account })),
  );
}

function ownersOf({ members }: Account): string[] {
  return [...members].filter(([, is]) => is === 'owner').map(([name]) => name);
}

/** There is always an owner. */
function canGo(model: Model, account: string, who: string): boolean {
  return ownersOf(model.account(account)).some((name) => name !== who);
}

const maxPasskeys = 2;
const maxWaiting = 2;

/**
 * @param at names whatever is new
 * @returns undefined where nobody could do such a thing now
 */
function wished(model: Model, wish: Wish, choice: Choice, at: number): Step | undefined {
  const { by: n, who: m, which, isSo } = choice;
  const secret = `s${at}`;
  const seat = pick(seats(model), n);
  const ownersSeat = pick(seats(model, true), n);
  const person = [...model.people.values()].filter(({ isVoid }) => !isVoid);
  const by = pick(person, n)?.name;
  if (by === undefined) return undefined;
  switch (wish) {
    case 'write':
      return seat && { kind: wish, ...seat, item: `i${at}` };
    case 'begin':
      return model.accounts.size < 2 ? { kind: wish, by, account: `a${at}` } : undefined;
    case 'join': {
      if (!ownersSeat) return undefined;
      const { members, former } = model.account(ownersSeat.account);
      const known = person.filter(({ name }) => !members.has(name) && !former.has(name));
      const who = isSo ? pick(known, m)?.name : undefined;
      const opens = which % 2 === 0;
      const joining = { kind: 'join', ...ownersSeat, role: role(choice.isOwner), opens } as const;
      return who === undefined
        ? { ...joining, who: `p${at}`, secret }
        : { ...joining, who, secret: undefined };
    }
    case 'change':
      return { kind: wish, by, secret };
    case 'rekey': {
      const also = model
        .waysOf(by)
        .filter(({ kind }, number) => kind !== 'password' && (which >> number) % 2);
      return { kind: wish, by, secret, also: also.map(({ name }) => name) };
    }
    case 'passkey':
      return model.waysOf(by, 'passkey').length < maxPasskeys ? { kind: wish, by, secret } : undefined;
    case 'kit':
    case 'stay':
      return { kind: wish, by, secret };
    case 'use kit': {
      const kit = pick(goodOnes(model, 'kit'), n);
      return kit ? { kind: wish, by: kit.of, used: kit.name, secret } : wished(model, 'kit', choice, at);
    }
    case 'forget': {
      const browser = pick(goodOnes(model, 'browser'), n);
      return browser ? { kind: wish, by: browser.of, used: browser.name } : wished(model, 'stay', choice, at);
    }
    case 'withdraw': {
      const way = pick([...goodOnes(model, 'passkey'), ...goodOnes(model, 'kit')], n);
      return way ? { kind: wish, by: way.of, used: way.name } : wished(model, 'passkey', choice, at);
    }
    case 'remove': {
      if (!ownersSeat) return undefined;
      const others = [...model.account(ownersSeat.account).members.keys()].filter(
        (name) => name !== ownersSeat.by,
      );
      const who = pick(others, m);
      return who === undefined ? undefined : { kind: wish, ...ownersSeat, who };
    }
    case 'leave':
      return seat && canGo(model, seat.account, seat.by) ? { kind: wish, ...seat } : undefined;
    case 'role': {
      if (!ownersSeat) return undefined;
      const { account } = ownersSeat;
      const fit = [...model.account(account).members.keys()].filter((name) => canGo(model, account, name));
      const who = pick(fit, m);
      return who === undefined ? undefined : { kind: wish, ...ownersSeat, who };
    }
    case 'rotate':
      return seat && { kind: wish, ...seat };
    case 'rotate deeply':
      return ownersSeat && { kind: wish, ...ownersSeat };
    case 'policy':
      return ownersSeat && { kind: wish, ...ownersSeat, all: isSo, approvals: 1 + (which % 2) };
    case 'ask':
      return asked(model, choice, at);
    case 'approve': {
      const asking = pick(approvable(model), n);
      if (!asking) return asked(model, choice, at);
      const kind = model.isLast(asking.by, asking.asking, asking.account) ? 'let in' : 'vouch';
      return { kind, by: asking.by, account: asking.account, asking: asking.asking.name };
    }
    case 'refuse': {
      const asking = pick(approvable(model), n);
      if (!asking) return asked(model, choice, at);
      return { kind: wish, by: asking.by, account: asking.account, asking: asking.asking.name };
    }
    case 'make set':
      return ownersSeat && { kind: wish, ...ownersSeat, set: secret, threshold: 2, count: 2 + (which % 2) };
    case 'withdraw set': {
      const seatOfSet = pick(
        seats(model, true).filter(({ account }) => model.account(account).set),
        n,
      );
      return seatOfSet ? { kind: wish, ...seatOfSet } : wished(model, 'make set', choice, at);
    }
    case 'use set': {
      const account = pick(
        [...model.accounts.values()].filter(({ set }) => set),
        n,
      );
      if (!account?.set) return wished(model, 'make set', choice, at);
      const members = person
        .map(({ name }) => name)
        .filter((name) => account.members.has(name) && isNowhereElse(model, name));
      const old = which % 3 > 0 ? loser(model, members, choice) : undefined;
      const address = old === undefined ? `p${at}` : model.person(old).address;
      return { kind: wish, account: account.name, set: account.set.name, as: `p${at}`, address, secret };
    }
  }
}

function goodOnes(model: Model, kind: Secret['kind']): Secret[] {
  return [...model.secrets.values()].filter((secret) => secret.kind === kind && secret.isGood);
}

/** Whoever has most to lose, where the choice is so. */
function loser(model: Model, names: readonly string[], { isSo, who }: Choice): string | undefined {
  const ways = (name: string) => model.waysOf(name).length;
  const most = Math.max(...names.map(ways));
  return pick(isSo ? names.filter((name) => ways(name) === most) : names, who);
}

/** Somebody of an account of several. */
function asked(model: Model, choice: Choice, at: number): Step | undefined {
  const waiting = (address: string) =>
    [...model.askings.values()].filter((asking) => asking.address === address).length;
  const fit = seats(model).filter(
    ({ by, account }) =>
      model.account(account).members.size > 1 && waiting(model.person(by).address) < maxWaiting,
  );
  const asker = loser(
    model,
    fit.map(({ by }) => by),
    choice,
  );
  if (asker === undefined) return undefined;
  return { kind: 'ask', asking: `q${at}`, by: asker, as: `p${at}`, secret: `s${at}` };
}

/** No account decides over others: whoever is in another one keeps what they have, which is not of these histories. */
function isNowhereElse(model: Model, name: string): boolean {
  return model.accountsOf(name).length === 1;
}

function approvable(model: Model): { by: string; account: string; asking: Asking }[] {
  return seats(model).flatMap(({ by, account }) =>
    [...model.askings.values()]
      .filter(({ places }) => places.has(account) && isNowhereElse(model, places.get(account)?.old ?? ''))
      .filter((asking) => model.mayVouch(by, asking, account))
      .map((asking) => ({ by, account, asking })),
  );
}

/** @param at the number of the step in its history */
export function stepOf(model: Model, choice: Choice, at: number): Step | undefined {
  return wished(model, choice.wish, choice, at) ?? wished(model, 'write', choice, at);
}
