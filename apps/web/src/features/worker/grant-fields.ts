import type { WriterId } from '@commonseal/protocol';
import type { GrantSummary, Source, StandingInput } from '@commonseal/vault';
import { countWords } from '../../text/amounts.ts';
import { nameFault } from '../../text/check-name.ts';
import { dateWords } from '../../text/dates.ts';
import type { Choice } from '../../ui/choice-list.tsx';
import { sourceName } from './grant-words.ts';

export type Scope = 'everything' | 'sources' | 'ask';
export type LifetimeDays = '30' | '90' | '180' | '365';

export interface GrantFields {
  readonly workerName: string;
  readonly scope: Scope;
  readonly writerIds: readonly WriterId[];
  readonly lifetime: LifetimeDays;
}

export const noGrant: GrantFields = { workerName: '', scope: 'everything', writerIds: [], lifetime: '90' };

export const scopeChoices: readonly Choice<Scope>[] = [
  { value: 'everything', words: 'Everything', description: 'What is here, and all that comes.' },
  { value: 'sources', words: 'Chosen sources', description: 'On trust: its program keeps to them.' },
  { value: 'ask', words: 'Nothing yet', description: 'It may ask for jobs, one by one.' },
];

export const lifetimeChoices: readonly Choice<LifetimeDays>[] = [
  { value: '30', words: '30 days' },
  { value: '90', words: '90 days' },
  { value: '180', words: '180 days' },
  { value: '365', words: '1 year' },
];

const dayMs = 24 * 60 * 60_000;
/** As many as one grant can name. */
export const mostScopeSources = 64;

export function lifetimeMsOf({ lifetime }: Pick<GrantFields, 'lifetime'>): number {
  return Number(lifetime) * dayMs;
}

export function termsOf({ scope, writerIds }: GrantFields): StandingInput {
  return { kind: 'standing', writerIds: scope === 'sources' ? writerIds : undefined };
}

export interface GrantFaults {
  readonly name: string | undefined;
  readonly sources: string | undefined;
}

export function faultsOf({ workerName, scope, writerIds }: GrantFields): GrantFaults {
  return {
    name:
      scope === 'ask'
        ? undefined
        : nameFault(workerName, 'Say what it is, so that all here know it by that.'),
    sources: scope === 'sources' ? sourcesFault(writerIds.length) : undefined,
  };
}

function sourcesFault(count: number): string | undefined {
  if (count === 0) return 'Choose at least one source, or everything.';
  return count > mostScopeSources
    ? `At most ${mostScopeSources} sources can be named. Choose everything instead.`
    : undefined;
}

/** What happens when the time is over. */
export function endWords(fields: Pick<GrantFields, 'lifetime'>, nowMs: number): string {
  const day = dateWords(nowMs + lifetimeMsOf(fields));
  return `On ${day} it is over by itself: the next of you who is online makes a new account key, which the program does not get. What it has read by then it may keep.`;
}

export interface Confirmation {
  readonly fields: GrantFields;
  readonly fingerprint: readonly string[];
  readonly sources: readonly Source[];
  readonly grants: readonly GrantSummary[];
  readonly nowMs: number;
}

const askingWords = [
  'It reads nothing. It may ask for jobs over some of the items, and each such wish is shown on this page.',
  'Nothing is done until an owner has looked at a wish and agreed. A program with a job gets the keys of its items alone.',
] as const;

/** What an owner agrees to. */
export function confirmationWords(confirmation: Confirmation): readonly string[] {
  const { fields, nowMs } = confirmation;
  if (fields.scope === 'ask') return askingWords;
  return [
    readsWords(confirmation),
    'It reads without any of you at hand, on your operator’s machine. Whoever controls that machine while it runs can read the same.',
    ...(replaces(confirmation) ? ['It takes the place of what this worker has been granted before.'] : []),
    endWords(fields, nowMs),
    'You can revoke it at any time. Revoked is not forgotten: what it has read by then nobody can take back.',
    'It is written into the account’s record: everybody here sees that you gave it, to what, and until when.',
  ];
}

function readsWords({ fields, sources }: Confirmation): string {
  if (fields.scope === 'everything') {
    const items = sources.reduce((sum, source) => sum + source.items, 0);
    return `It can read all that is here now, ${countWords(items, 'item')}, and everything that comes. It gets the account key, as each of you has it.`;
  }
  const chosen = sources.filter(({ writerId }) => fields.writerIds.includes(writerId));
  const names = chosen.map(({ name }) => sourceName(name)).join(', ');
  const items = chosen.reduce((sum, source) => sum + source.items, 0);
  return `It is to read what came and what comes from ${names}: ${countWords(items, 'item')} by now. That is on trust: it gets the account key, which opens everything, and its program keeps to these sources.`;
}

function replaces({ fingerprint, grants }: Confirmation): boolean {
  return grants.some(
    (grant) =>
      grant.terms.kind === 'standing' &&
      (grant.standing === 'in force' || grant.standing === 'expired') &&
      grant.fingerprint.join() === fingerprint.join(),
  );
}
