import fc from 'fast-check';
import { type Asked, type Model, type Step, isGood, isGranted } from './model.ts';

export const hourMs = 60 * 60_000;
const names = ['p0', 'p1', 'p2', 'p3', 'p4'];

const often = ['invite', 'join'] as const;
const oftenJoined = ['join', 'revokeInvite', 'revokeInvite'] as const;
const seldom = ['role', 'remove', 'rekey', 'epoch', 'policy', 'receipt', 'admit', 'withdraw'] as const;
const back = ['vouch', 'reset', 'breakGlass', 'withdrawSet', 'useSet'] as const;
const oftenBack = ['vouch', 'vouch', 'reset', 'reset', 'breakGlass'] as const;

const work = ['grant', 'grant', 'revokeGrant', 'report'] as const;

export const allKinds = [...new Set([...often, ...oftenJoined, ...seldom, ...back, ...work])];

/** A person, what they do, and how much later: chosen once it is known who is in. */
export const anyChoice = fc.record({
  kind: fc.constantFrom(
    ...often,
    ...often,
    ...often,
    ...oftenJoined,
    ...seldom,
    ...back,
    ...oftenBack,
    ...work,
  ),
  by: fc.nat(99),
  who: fc.nat(99),
  which: fc.nat(99),
  isSo: fc.boolean(),
  isOwner: fc.boolean(),
  isOutsider: fc.integer({ min: 0, max: 5 }).map((value) => value === 0),
  forMs: fc.integer({ min: 0, max: 12 }).map((hours) => hours * hourMs),
  waitMs: fc.integer({ min: -1, max: 4 }).map((hours) => hours * hourMs),
});
export type Choice = typeof anyChoice extends fc.Arbitrary<infer C> ? C : never;

function pick(list: readonly string[], at: number): string {
  return list[at % list.length] ?? '';
}

/** What was asked before and may still count, or else something new. */
function askedOf(model: Model, choice: Choice, who: string, asks: readonly Asked[]): Asked {
  const current = asks.filter(
    ({ seen, endsMs, who: one }) =>
      choice.isOutsider || (seen >= model.decided && model.timeMs < endsMs && model.members.has(one)),
  );
  const vouchedFor = current.filter(({ name }) => model.vouched.has(name));
  const likely = vouchedFor.length > 0 ? vouchedFor : current;
  const isWanted = choice.which % 4 > 0 || (choice.kind === 'reset' && vouchedFor.length > 0);
  const known = isWanted ? likely.at(choice.isSo ? -1 : 0) : undefined;
  return (
    known ?? {
      name: `r${asks.length}`,
      who,
      as: `p${10 + asks.length}`,
      seen: model.length,
      endsMs: model.timeMs + (choice.forMs === 0 ? 20 * hourMs : choice.forMs),
    }
  );
}

export function stepOf(model: Model, choice: Choice, asks: readonly Asked[]): Step {
  const { kind, which, isSo } = choice;
  const members = [...model.members.keys()];
  const owners = members.filter((name) => model.members.get(name)?.role === 'owner');
  const by = pick(choice.isOutsider ? names : choice.isOwner ? owners : members, choice.by);
  const who = pick(choice.isOutsider ? names : members, choice.who);
  const link = `l${which % (model.links.size + 1)}`;
  const role = choice.isOwner ? 'owner' : 'member';
  switch (kind) {
    case 'invite': {
      const fresh = choice.isOutsider ? link : `l${model.links.size}`;
      return { kind, by, link: fresh, role, opens: isSo, forMs: choice.forMs };
    }
    case 'revokeInvite': {
      const standing = [...model.links].filter(([, { fate }]) => fate === 'standing').map(([name]) => name);
      return { kind, by, link: choice.isOutsider || standing.length === 0 ? link : pick(standing, which) };
    }
    case 'join': {
      const good = [...model.links.keys()].filter((one) => isGood(model, one));
      return {
        kind,
        link: choice.isOutsider || good.length === 0 ? link : pick(good, which),
        who: pick(names, choice.who),
      };
    }
    case 'remove':
      return { kind, by, who: isSo ? by : who };
    case 'role': {
      const other = model.members.get(who)?.role === 'owner' ? 'member' : 'owner';
      return { kind, by, who, role: choice.isOutsider ? role : other };
    }
    case 'admit':
      return { kind, by, writer: `w${choice.isOutsider ? which % 8 : model.writers.size}`, isDevice: isSo };
    case 'withdraw':
      return { kind, by, writer: `w${which % (model.writers.size + 1)}` };
    case 'grant':
      return {
        kind,
        by,
        grant: `g${model.grants.size}`,
        worker: `k${which % 3}`,
        isJob: isSo,
        forMs: choice.forMs,
      };
    case 'revokeGrant': {
      const open = [...model.grants.keys()].filter((one) => isGranted(model, one));
      const any = `g${which % (model.grants.size + 1)}`;
      return { kind, by, grant: choice.isOutsider || open.length === 0 ? any : pick(open, which) };
    }
    case 'report': {
      const open = [...model.grants].filter(([one]) => isGranted(model, one));
      const worker = open[which % Math.max(1, open.length)]?.[1].worker;
      return {
        kind,
        worker: choice.isOutsider || !worker ? `k${which % 3}` : worker,
        writer: `w${choice.isOutsider ? which % 8 : model.writers.size}`,
      };
    }
    case 'rekey':
    case 'epoch':
    case 'receipt':
      return { kind, by };
    case 'policy':
      return { kind, by, policy: { all: isSo, approvals: 1 + (which % 10 === 0 ? 2 : which % 2) } };
    case 'vouch':
    case 'reset': {
      const asked = askedOf(model, choice, who, asks);
      const vouched = model.vouched.get(asked.name)?.by ?? [];
      const fit = (model.policy.all ? members : owners).filter(
        (name) => name !== asked.who && !vouched.includes(name),
      );
      return { kind, by: choice.isOutsider || fit.length === 0 ? by : pick(fit, choice.by), asked };
    }
    case 'breakGlass':
    case 'withdrawSet':
    case 'useSet': {
      const standing = [...model.sets].find(([, { fate }]) => fate === 'standing')?.[0];
      const any = `b${which % (model.sets.size + 1)}`;
      if (kind === 'breakGlass') return { kind, by, set: choice.isOutsider ? any : `b${model.sets.size}` };
      const set = choice.isOutsider ? any : (standing ?? any);
      return kind === 'withdrawSet' ? { kind, by, set } : { kind, set, who: pick(names, choice.who) };
    }
  }
}
