import { maxShares, minShareThreshold } from '@commonseal/protocol';
import { nameFault } from '../../text/check-name.ts';

/** What somebody wants, before anything is made. */
export interface SetPlan {
  readonly holders: readonly Holder[];
  readonly threshold: number;
}

export interface Holder {
  /** Keeps the field while others come and go. */
  readonly id: number;
  readonly name: string;
}

export const firstPlan: SetPlan = {
  holders: [1, 2, 3].map((id) => ({ id, name: '' })),
  threshold: minShareThreshold,
};

export function canAdd({ holders }: SetPlan): boolean {
  return holders.length < maxShares;
}

export function canRemove({ holders }: SetPlan): boolean {
  return holders.length > minShareThreshold;
}

export function withOneMore(plan: SetPlan): SetPlan {
  const id = Math.max(...plan.holders.map((holder) => holder.id)) + 1;
  return { ...plan, holders: [...plan.holders, { id, name: '' }] };
}

export function without(plan: SetPlan, id: number): SetPlan {
  const holders = plan.holders.filter((holder) => holder.id !== id);
  return { holders, threshold: Math.min(plan.threshold, holders.length) };
}

export function withName(plan: SetPlan, id: number, name: string): SetPlan {
  return {
    ...plan,
    holders: plan.holders.map((holder) => (holder.id === id ? { id, name } : holder)),
  };
}

export function thresholds({ holders }: SetPlan): readonly number[] {
  return Array.from(
    { length: holders.length - minShareThreshold + 1 },
    (_, index) => index + minShareThreshold,
  );
}

/** What is wrong with a name; undefined when nothing is. */
export function holderFault({ holders }: SetPlan, at: number): string | undefined {
  const name = holders[at]?.name ?? '';
  const missing = nameFault(name, 'Say who keeps this sheet, by name or e-mail address.');
  if (missing !== undefined) return missing;
  const isThere = holders.slice(0, at).some((other) => sameName(other.name, name));
  return isThere
    ? 'This name stands there already. If it is the same person, they come nearer to opening the account alone; else add what tells them apart.'
    : undefined;
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
