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
  | { readonly kind: 'rekey' | 'epoch' | 'policy' | 'receipt'; readonly by: string }
  | { readonly kind: 'admit'; readonly by: string; readonly writer: string; readonly isDevice: boolean }
  | { readonly kind: 'withdraw'; readonly by: string; readonly writer: string };

interface Link {
  readonly role: Role;
  readonly opens: boolean;
  readonly endsMs: number;
  readonly by: string;
  readonly fate: 'standing' | 'used' | 'revoked' | 'voided';
}

export interface Model {
  readonly timeMs: number;
  /** By name, in the order of the log; `keys` counts how often they replaced theirs. */
  readonly members: ReadonlyMap<string, { readonly role: Role; readonly keys: number }>;
  readonly links: ReadonlyMap<string, Link>;
  readonly writers: ReadonlyMap<string, { readonly device: string | undefined; readonly ended: boolean }>;
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
    knowers: [],
  };
  return { ...model, knowers: [new Set([knowerOf(model, name)])] };
}

export function isGood(model: Model, link: string): boolean {
  const found = model.links.get(link);
  return found !== undefined && found.fate === 'standing' && model.timeMs < found.endsMs;
}

/** Who shall be able to read: members, then links that open at once. */
export function readersOf(model: Model): string[] {
  const links = [...model.links].filter(([name, { opens }]) => opens && isGood(model, name));
  return [...model.members.keys(), ...links.map(([name]) => name)];
}

/** Whether somebody knows the present account key who shall not. */
export function isExposed(model: Model): boolean {
  const entitled = new Set([
    ...[...model.members.keys()].map((name) => knowerOf(model, name)),
    ...readersOf(model).filter((name) => model.links.has(name)),
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
  const after = changed(model, step, keysOf);
  if (after === 'refused') return after;
  const has = (name: string) => readersOf(after).includes(name);
  const loses = readersOf(model).some((name) => !has(name)) || step.kind === 'rekey';
  if (!loses && step.kind !== 'epoch') return { after: withNewReaders(model, after), recipients: undefined };
  const recipients = readersOf(after);
  const maker = step.kind === 'join' ? step.who : 'by' in step ? step.by : '';
  const knowers = new Set(recipients.map((name) => (after.members.has(name) ? knowerOf(after, name) : name)));
  // Whoever makes a key knows it, also in leaving.
  knowers.add(after.members.has(maker) ? knowerOf(after, maker) : knowerOf(model, maker));
  return { after: { ...after, knowers: [...after.knowers, knowers] }, recipients };
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

function ownerCount(members: Model['members']): number {
  return [...members.values()].filter(({ role }) => role === 'owner').length;
}

function changed(model: Model, step: Step, keysOf: (name: string) => number): Model | 'refused' {
  if (step.kind === 'join') return joined(model, step, keysOf);
  const author = model.members.get(step.by);
  if (!author) return 'refused';
  const isOwner = author.role === 'owner';
  const members = new Map(model.members);
  switch (step.kind) {
    case 'epoch':
      return model;
    case 'policy':
    case 'receipt':
      return isOwner ? model : 'refused';
    case 'rekey':
      members.set(step.by, { ...author, keys: author.keys + 1 });
      return { ...model, members, links: voided(model.links, model, step.by) };
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
      const links = step.role === 'member' ? voided(model.links, model, step.who) : model.links;
      return { ...model, members, links };
    }
    case 'remove': {
      if (!isOwner && step.by !== step.who) return 'refused';
      if (!members.delete(step.who) || ownerCount(members) === 0) return 'refused';
      const writers = [...model.writers].map(
        ([name, writer]) => [name, writer.device === step.who ? { ...writer, ended: true } : writer] as const,
      );
      return { ...model, members, links: voided(model.links, model), writers: new Map(writers) };
    }
    case 'admit': {
      if ((!step.isDevice && !isOwner) || model.writers.has(step.writer)) return 'refused';
      const writer = { device: step.isDevice ? step.by : undefined, ended: false };
      return { ...model, writers: new Map([...model.writers, [step.writer, writer]]) };
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
