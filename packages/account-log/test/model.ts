/**
 * A second opinion of who is in an account and who knows which account key, from what the design says: it imports nothing,
 * and knows nothing of bytes.
 */
export type Role = 'owner' | 'member';

export type Step =
  | {
      readonly kind: 'invite';
      readonly by: string;
      readonly link: string;
      readonly role: Role;
      readonly opens: boolean;
      readonly forMs: number;
    }
  | { readonly kind: 'revokeInvite'; readonly by: string; readonly link: string }
  | { readonly kind: 'join'; readonly link: string; readonly who: string }
  | { readonly kind: 'remove'; readonly by: string; readonly who: string }
  | { readonly kind: 'role'; readonly by: string; readonly who: string; readonly role: Role }
  | { readonly kind: 'rekey' | 'epoch' | 'receipt'; readonly by: string }
  | { readonly kind: 'policy'; readonly by: string; readonly policy: Policy }
  | { readonly kind: 'vouch' | 'reset'; readonly by: string; readonly asked: Asked }
  | { readonly kind: 'breakGlass' | 'withdrawSet'; readonly by: string; readonly set: string }
  | { readonly kind: 'useSet'; readonly set: string; readonly who: string }
  | { readonly kind: 'admit'; readonly by: string; readonly writer: string; readonly isDevice: boolean }
  | { readonly kind: 'withdraw'; readonly by: string; readonly writer: string }
  | {
      readonly kind: 'grant';
      readonly by: string;
      readonly grant: string;
      readonly worker: string;
      readonly isJob: boolean;
      readonly forMs: number;
    }
  | { readonly kind: 'revokeGrant'; readonly by: string; readonly grant: string }
  | { readonly kind: 'report'; readonly worker: string; readonly writer: string };

export interface Policy {
  /** Whether all members vouch, or owners alone. */
  readonly all: boolean;
  readonly approvals: number;
}

/** What somebody has asked for who wants to come back under another name. */
export interface Asked {
  readonly name: string;
  readonly who: string;
  readonly as: string;
  /** How many entries there were. */
  readonly seen: number;
  readonly endsMs: number;
}

interface BreakGlass {
  readonly by: string;
  readonly fate: 'standing' | 'used' | 'withdrawn' | 'replaced' | 'voided';
}

interface Link {
  readonly role: Role;
  readonly opens: boolean;
  readonly endsMs: number;
  readonly by: string;
  readonly fate: 'standing' | 'used' | 'revoked' | 'voided';
}

interface Grant {
  readonly worker: string;
  readonly by: string;
  readonly isJob: boolean;
  readonly endsMs: number;
  readonly fate: 'standing' | 'revoked' | 'replaced';
}

export interface Model {
  readonly timeMs: number;
  /** By name, in the order of the log; `keys` counts how often they replaced theirs. */
  readonly members: ReadonlyMap<string, { readonly role: Role; readonly keys: number }>;
  readonly links: ReadonlyMap<string, Link>;
  readonly writers: ReadonlyMap<
    string,
    { readonly device: string | undefined; readonly worker?: string | undefined; readonly ended: boolean }
  >;
  readonly sets: ReadonlyMap<string, BreakGlass>;
  /** In the order of the log. */
  readonly grants: ReadonlyMap<string, Grant>;
  readonly policy: Policy;
  /** Entries of the log, and how many there were when it was decided last who may do what, that entry included. */
  readonly length: number;
  readonly decided: number;
  /** By request: who vouches for it. */
  readonly vouched: ReadonlyMap<string, { readonly endsMs: number; readonly by: readonly string[] }>;
  /** Who knows each account key, the first one first. */
  readonly knowers: readonly ReadonlySet<string>[];
}

export interface Outcome {
  readonly after: Model;
  /** Whom a new account key goes to, in order; undefined when there is none. */
  readonly recipients: readonly string[] | undefined;
}

/** Somebody with their present keys: whoever has the former ones is somebody else. */
export function knowerOf(model: Model, name: string): string {
  return `${name} with keys ${model.members.get(name)?.keys ?? 0}`;
}

export function foundedBy(name: string, timeMs: number): Model {
  const model: Model = {
    timeMs,
    members: new Map([[name, { role: 'owner', keys: 0 }]]),
    links: new Map(),
    writers: new Map(),
    sets: new Map(),
    grants: new Map(),
    policy: { all: false, approvals: 1 },
    length: 1,
    decided: 1,
    vouched: new Map(),
    knowers: [],
  };
  return { ...model, knowers: [new Set([knowerOf(model, name)])] };
}

export function isGood(model: Model, link: string): boolean {
  const found = model.links.get(link);
  return found !== undefined && found.fate === 'standing' && model.timeMs < found.endsMs;
}

export function isGranted({ grants, timeMs }: Model, grant: string): boolean {
  const found = grants.get(grant);
  return found !== undefined && found.fate === 'standing' && timeMs < found.endsMs;
}

function worksNow(model: Model, worker: string): boolean {
  return [...model.grants].some(([name, grant]) => grant.worker === worker && isGranted(model, name));
}

/** Who shall be able to read: members, then links that open at once, then the shares, then workers that read all the time. */
export function readersOf(model: Model): string[] {
  const links = [...model.links].filter(([name, { opens }]) => opens && isGood(model, name));
  const sets = [...model.sets].filter(([, { fate }]) => fate === 'standing');
  const workers = [...model.grants].filter(([name, { isJob }]) => !isJob && isGranted(model, name));
  return [
    ...model.members.keys(),
    ...links.map(([name]) => name),
    ...sets.map(([name]) => name),
    ...workers.map(([, { worker }]) => worker),
  ];
}

/** Whether somebody knows the present account key who shall not. */
export function isExposed(model: Model): boolean {
  const entitled = new Set([
    ...[...model.members.keys()].map((name) => knowerOf(model, name)),
    ...readersOf(model).filter((name) => !model.members.has(name)),
  ]);
  return [...(model.knowers.at(-1) ?? [])].some((knower) => !entitled.has(knower));
}

/** @param keysOf how often somebody who comes in has replaced their keys so far */
export function next(
  before: Model,
  step: Step,
  timeMs: number,
  keysOf: (name: string) => number,
): Outcome | 'refused' {
  const model = { ...before, timeMs: Math.max(timeMs, before.timeMs) };
  const changedModel = changed(model, step, keysOf);
  if (changedModel === 'refused') return changedModel;
  const after = { ...changedModel, ...decidedBy(step, changedModel), length: model.length + 1 };
  const has = (name: string) => readersOf(after).includes(name);
  const loses = readersOf(model).some((name) => !has(name)) || step.kind === 'rekey';
  const isAlways = step.kind === 'epoch' || step.kind === 'breakGlass';
  if (!loses && !isAlways) return { after: withNewReaders(model, after), recipients: undefined };
  const recipients = readersOf(after);
  const maker = 'by' in step ? step.by : 'who' in step ? step.who : step.worker;
  const knowers = new Set(recipients.map((name) => (after.members.has(name) ? knowerOf(after, name) : name)));
  // Whoever makes a key knows it, also in leaving.
  knowers.add(after.members.has(maker) ? knowerOf(after, maker) : knowerOf(model, maker));
  return { after: { ...after, knowers: [...after.knowers, knowers] }, recipients };
}

/** Whatever changes who may do what makes everybody ask again. */
function decidedBy({ kind }: Step, model: Model): Partial<Model> {
  const decides = ['remove', 'role', 'policy', 'reset', 'useSet'].includes(kind);
  return decides ? { decided: model.length + 1, vouched: new Map() } : {};
}

/** Whoever comes in is given the present key, and by it those before. */
function withNewReaders(before: Model, after: Model): Model {
  const come = readersOf(after).filter((name) => !readersOf(before).includes(name));
  if (come.length === 0) return after;
  const names = come.map((name) => (after.members.has(name) ? knowerOf(after, name) : name));
  return { ...after, knowers: after.knowers.map((known) => new Set([...known, ...names])) };
}

function voided(links: Model['links'], model: Model, by?: string): Model['links'] {
  return new Map(
    [...links].map(([name, link]) => {
      const ends = isGood(model, name) && (by === undefined || link.by === by);
      return [name, ends ? { ...link, fate: 'voided' } : link];
    }),
  );
}

function ended(sets: Model['sets'], how: BreakGlass['fate'], by?: string): Model['sets'] {
  return new Map(
    [...sets].map(([name, set]) => {
      const ends = set.fate === 'standing' && (by === undefined || set.by === by);
      return [name, ends ? { ...set, fate: how } : set];
    }),
  );
}

function mayVouch({ members, policy }: Model, by: string, who: string): boolean {
  return by !== who && members.has(by) && (policy.all || members.get(by)?.role === 'owner');
}

/** Whether somebody may say so now, the number of those who do aside. */
function canApprove(model: Model, by: string, { who, as, seen, endsMs }: Asked): boolean {
  const isCurrent = seen >= model.decided && model.timeMs < endsMs;
  return isCurrent && model.members.has(who) && !model.members.has(as) && mayVouch(model, by, who);
}

function withVouch(model: Model, by: string, asked: Asked): Model | 'refused' {
  if (!canApprove(model, by, asked)) return 'refused';
  const open = new Map([...model.vouched].filter(([, { endsMs }]) => model.timeMs < endsMs));
  const before = open.get(asked.name)?.by ?? [];
  if (before.includes(by)) return 'refused';
  return { ...model, vouched: open.set(asked.name, { endsMs: asked.endsMs, by: [...before, by] }) };
}

function letBackIn(model: Model, by: string, asked: Asked): Model | 'refused' {
  if (!canApprove(model, by, asked)) return 'refused';
  const { who, as } = asked;
  const approving = new Set([...(model.vouched.get(asked.name)?.by ?? []), by]);
  const roles = [...approving].map((name) => model.members.get(name)?.role);
  const role = model.members.get(who)?.role ?? 'member';
  if (approving.size < model.policy.approvals) return 'refused';
  if (role === 'owner' && !roles.includes('owner')) return 'refused';
  const members = new Map(model.members);
  members.delete(who);
  members.set(as, { role, keys: 0 });
  const sets = [...model.sets].map(
    ([name, set]) => [name, set.by === who && set.fate === 'standing' ? { ...set, by: as } : set] as const,
  );
  return {
    ...model,
    members,
    links: voided(model.links, model, who),
    writers: withoutDevices(model.writers, who),
    sets: new Map(sets),
  };
}

function withoutDevices(writers: Model['writers'], who: string): Model['writers'] {
  return new Map(
    [...writers].map(([name, writer]) => [name, writer.device === who ? { ...writer, ended: true } : writer]),
  );
}

function ownerCount(members: Model['members']): number {
  return [...members.values()].filter(({ role }) => role === 'owner').length;
}

function changed(model: Model, step: Step, keysOf: (name: string) => number): Model | 'refused' {
  if (step.kind === 'join') return joined(model, step, keysOf);
  if (step.kind === 'useSet') return comeIn(model, step, keysOf);
  if (step.kind === 'report') return reporting(model, step);
  const author = model.members.get(step.by);
  if (!author) return 'refused';
  const isOwner = author.role === 'owner';
  const members = new Map(model.members);
  switch (step.kind) {
    case 'epoch':
      return model;
    case 'policy':
      return isOwner ? { ...model, policy: step.policy } : 'refused';
    case 'receipt':
      return isOwner ? model : 'refused';
    case 'vouch':
      return withVouch(model, step.by, step.asked);
    case 'reset':
      return letBackIn(model, step.by, step.asked);
    case 'breakGlass': {
      if (!isOwner || model.sets.has(step.set)) return 'refused';
      const set: BreakGlass = { by: step.by, fate: 'standing' };
      return { ...model, sets: new Map([...ended(model.sets, 'replaced'), [step.set, set]]) };
    }
    case 'withdrawSet': {
      if (!isOwner || model.sets.get(step.set)?.fate !== 'standing') return 'refused';
      return { ...model, sets: ended(model.sets, 'withdrawn') };
    }
    case 'rekey':
      members.set(step.by, { ...author, keys: author.keys + 1 });
      return {
        ...model,
        members,
        links: voided(model.links, model, step.by),
        vouched: new Map(
          [...model.vouched]
            .map(
              ([name, { endsMs, by }]) =>
                [name, { endsMs, by: by.filter((one) => one !== step.by) }] as const,
            )
            .filter(([, { by }]) => by.length > 0),
        ),
      };
    case 'invite': {
      if (!isOwner || model.links.has(step.link) || step.forMs <= 0) return 'refused';
      const { role, opens, by } = step;
      const link: Link = { role, opens, by, endsMs: model.timeMs + step.forMs, fate: 'standing' };
      return { ...model, links: new Map([...model.links, [step.link, link]]) };
    }
    case 'revokeInvite': {
      const link = model.links.get(step.link);
      if (!isOwner || link?.fate !== 'standing') return 'refused';
      return { ...model, links: new Map([...model.links, [step.link, { ...link, fate: 'revoked' }]]) };
    }
    case 'role': {
      const member = members.get(step.who);
      if (!isOwner || !member || member.role === step.role) return 'refused';
      members.set(step.who, { ...member, role: step.role });
      if (ownerCount(members) === 0) return 'refused';
      if (step.role === 'owner') return { ...model, members };
      const links = voided(model.links, model, step.who);
      return { ...model, members, links, sets: ended(model.sets, 'voided', step.who) };
    }
    case 'remove': {
      if (!isOwner && step.by !== step.who) return 'refused';
      if (!members.delete(step.who) || ownerCount(members) === 0) return 'refused';
      return {
        ...model,
        members,
        links: voided(model.links, model),
        writers: withoutDevices(model.writers, step.who),
        sets: ended(model.sets, 'voided', step.who),
      };
    }
    case 'admit': {
      if ((!step.isDevice && !isOwner) || model.writers.has(step.writer)) return 'refused';
      const writer = { device: step.isDevice ? step.by : undefined, ended: false };
      return { ...model, writers: new Map([...model.writers, [step.writer, writer]]) };
    }
    case 'grant':
      return isOwner ? withGrant(model, step) : 'refused';
    case 'revokeGrant': {
      const grant = model.grants.get(step.grant);
      if (!isOwner || grant?.fate !== 'standing') return 'refused';
      const grants = new Map([...model.grants, [step.grant, { ...grant, fate: 'revoked' as const }]]);
      const left = { ...model, grants };
      if (worksNow(left, grant.worker)) return left;
      const writers = [...model.writers].map(
        ([name, writer]) =>
          [name, writer.worker === grant.worker ? { ...writer, ended: true } : writer] as const,
      );
      return { ...left, writers: new Map(writers) };
    }
    case 'withdraw': {
      const writer = model.writers.get(step.writer);
      if (!writer || writer.ended || (!isOwner && writer.device !== step.by)) return 'refused';
      return { ...model, writers: new Map([...model.writers, [step.writer, { ...writer, ended: true }]]) };
    }
  }
}

function joined(
  model: Model,
  { link, who }: Extract<Step, { kind: 'join' }>,
  keysOf: (name: string) => number,
): Model | 'refused' {
  const found = model.links.get(link);
  if (!found || !isGood(model, link) || model.members.has(who)) return 'refused';
  return {
    ...model,
    members: new Map([...model.members, [who, { role: found.role, keys: keysOf(who) }]]),
    links: new Map([...model.links, [link, { ...found, fate: 'used' }]]),
  };
}

function comeIn(
  model: Model,
  { set, who }: Extract<Step, { kind: 'useSet' }>,
  keysOf: (name: string) => number,
): Model | 'refused' {
  if (model.sets.get(set)?.fate !== 'standing' || model.members.has(who)) return 'refused';
  return {
    ...model,
    members: new Map([...model.members, [who, { role: 'owner', keys: keysOf(who) }]]),
    sets: ended(model.sets, 'used'),
  };
}

/** One that reads all the time has one grant of that kind, the last one. */
function withGrant(
  model: Model,
  { grant, worker, isJob, by, forMs }: Extract<Step, { kind: 'grant' }>,
): Model | 'refused' {
  if (forMs <= 0 || model.grants.has(grant)) return 'refused';
  const before = [...model.grants].map(([name, one]) => {
    const isReplaced = !isJob && !one.isJob && one.worker === worker && one.fate === 'standing';
    return [name, isReplaced ? { ...one, fate: 'replaced' as const } : one] as const;
  });
  const given: Grant = { worker, by, isJob, endsMs: model.timeMs + forMs, fate: 'standing' };
  return { ...model, grants: new Map([...before, [grant, given]]) };
}

function reporting(model: Model, { worker, writer }: Extract<Step, { kind: 'report' }>): Model | 'refused' {
  if (!worksNow(model, worker) || model.writers.has(writer)) return 'refused';
  const admitted = { device: undefined, worker, ended: false };
  return { ...model, writers: new Map([...model.writers, [writer, admitted]]) };
}
