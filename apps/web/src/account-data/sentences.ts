import type { ActivityEntry, ActivityEvent } from '@commonseal/vault';
import { countWords } from '../text/amounts.ts';
import { dateTimeWords } from '../text/dates.ts';
import { plainLine } from '../text/hostile-text.ts';

/** A name that people of the account wrote; everything else is words of this page. */
export interface WrittenName {
  readonly name: string;
}
export type SentencePart = string | WrittenName;

export type ActivityKind = ActivityEvent['kind'];

/** What a kind of entry is called where one is chosen. */
export const kindWords: Readonly<Record<ActivityKind, string>> = {
  accountBegun: 'Account begun',
  keyReplaced: 'Account key replaced',
  sourceAdmitted: 'Source connected',
  sourceWithdrawn: 'Source withdrawn',
  invited: 'Invited',
  inviteRevoked: 'Invitation withdrawn',
  joined: 'Joined',
  removed: 'Removed',
  left: 'Left',
  roleChanged: 'Role changed',
  policyChanged: 'Rules changed',
  keysReplaced: 'Own keys replaced',
  deeplyRotated: 'Older content locked anew',
  vouched: 'Vouched for somebody',
  letBackIn: 'Let back in',
  breakGlassMade: 'Break-glass sheets made',
  breakGlassWithdrawn: 'Break-glass sheets withdrawn',
  breakGlassUsed: 'Break-glass sheets used',
  readingGranted: 'Worker may read',
  jobGranted: 'Worker may do one job',
  grantRevoked: 'Worker may read no more',
  workerWrites: 'Worker delivers results',
};

const roles = { owner: 'an owner', member: 'a member' } as const;
const sources = { connector: 'the connector', device: 'the device', worker: 'the worker' } as const;

/** What an entry of the log says, in one sentence. */
export function sentenceOf({ authorName, isYou, event }: ActivityEntry): readonly SentencePart[] {
  const author = isYou ? 'You' : named(authorName, 'Somebody');
  return [author, ...predicateOf(event, isYou), '.'];
}

/** What the reader did, or wanted to do. */
export function ownSentenceOf(event: ActivityEvent): readonly SentencePart[] {
  return ['You', ...predicateOf(event, true), '.'];
}

export function textOf(parts: readonly SentencePart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.name)).join('');
}

function predicateOf(event: ActivityEvent, isYou: boolean): readonly SentencePart[] {
  switch (event.kind) {
    case 'accountBegun':
      return [' began this account'];
    case 'keyReplaced':
      return [' replaced the account key: everything from then on is sealed under the new one'];
    case 'sourceAdmitted':
      return [
        ` connected ${sources[event.sourceKind]} `,
        named(event.name),
        ', which may deliver from then on',
      ];
    case 'sourceWithdrawn':
      return [' withdrew the source ', named(event.name)];
    case 'invited':
      return [
        ' invited ',
        named(event.label, 'somebody'),
        ` as ${roles[event.role]}, until ${dateTimeWords(event.expiresAtMs)}`,
        event.opensAtOnce ? '. The link opens the account at once, so whoever holds it can read' : '',
      ];
    case 'inviteRevoked':
      return [' withdrew the invitation of ', named(event.label, 'somebody')];
    case 'joined':
      return [
        ` joined as ${roles[event.role]}`,
        ...(event.invitedByName === '' ? [] : [', invited by ', named(event.invitedByName, 'somebody')]),
      ];
    case 'removed':
      return [' removed ', named(event.name, 'somebody'), ' and replaced the account key'];
    case 'left':
      return [
        ' left the account; the key made in leaving is replaced by the next of the others who is online',
      ];
    case 'roleChanged':
      return [' made ', named(event.name, 'somebody'), ` ${roles[event.role]}`];
    case 'policyChanged': {
      const voucher = event.vouchers === 'owners' ? 'owner' : 'member';
      const number = countWords(event.approvals, voucher);
      return [` changed how many must vouch for somebody who lost their password: ${number}`];
    }
    case 'keysReplaced':
      return [` replaced ${isYou ? 'your' : 'their'} own keys, and the account key was replaced`];
    case 'deeplyRotated':
      return [` put new locks on all older content, ${countWords(event.batches, 'delivery', 'deliveries')}`];
    case 'vouched':
      return [' vouched for ', named(event.name, 'somebody'), ', who had asked to be let back in'];
    case 'letBackIn':
      return [
        ' let ',
        named(event.name, 'somebody'),
        ' back in with new keys, and replaced the account key',
        ...listed(event.voucherNames, '. Before that, ', ' had vouched for them'),
      ];
    case 'breakGlassMade':
      return [
        ` made ${countWords(event.holderNames.length, 'break-glass sheet')}, of which any ${event.threshold} open the account`,
        ...listed(event.holderNames, '. They are held by ', ''),
      ];
    case 'breakGlassWithdrawn':
      return [' withdrew the break-glass sheets: they open nothing that is written from then on'];
    case 'breakGlassUsed':
      return [' came in as an owner by break-glass sheets, which were used up, and replaced the account key'];
    case 'readingGranted': {
      const { sourceNames, expiresAtMs } = event;
      return [
        ' let the worker ',
        named(event.name),
        ...(sourceNames ? listed(sourceNames, ' read what came from ', '') : [' read everything']),
        `, until ${dateTimeWords(expiresAtMs)}. It was given the account key`,
        sourceNames ? ', and is trusted to keep to these sources' : '',
      ];
    }
    case 'jobGranted':
      return [
        ' let the worker ',
        named(event.name),
        ' do one job with ',
        named(event.analyserName, 'a program without a readable name'),
        `, over ${countWords(event.itemCount, 'item')}, until ${dateTimeWords(event.expiresAtMs)}`,
      ];
    case 'grantRevoked':
      return event.grantKind === 'standing'
        ? [' ended that the worker ', named(event.name), ' reads this account']
        : [' withdrew a job from the worker ', named(event.name)];
    case 'workerWrites':
      return [' began to deliver results'];
  }
}

function listed(names: readonly string[], before: string, after: string): readonly SentencePart[] {
  if (names.length === 0) return [];
  const parts = names.flatMap((name, at): SentencePart[] => {
    const joint = at === 0 ? before : at === names.length - 1 ? ' and ' : ', ';
    return [joint, named(name, 'somebody')];
  });
  return after === '' ? parts : [...parts, after];
}

function named(name: string, fallback = 'without a readable name'): SentencePart {
  const line = plainLine(name);
  return line === '' ? fallback : { name: line };
}

/** Everybody whom an entry is about, by name. */
export function peopleOf({ authorName, event }: ActivityEntry): readonly string[] {
  const names = [authorName];
  if (event.kind === 'joined') names.push(event.name, event.invitedByName);
  if (event.kind === 'removed' || event.kind === 'left' || event.kind === 'roleChanged')
    names.push(event.name);
  if (event.kind === 'keysReplaced' || event.kind === 'vouched' || event.kind === 'breakGlassUsed')
    names.push(event.name);
  if (event.kind === 'letBackIn') names.push(event.name, ...event.voucherNames);
  if (event.kind === 'readingGranted' || event.kind === 'jobGranted' || event.kind === 'grantRevoked')
    names.push(event.name);
  if (event.kind === 'breakGlassMade') names.push(...event.holderNames);
  return [...new Set(names.map(plainLine))].filter((name) => name !== '');
}
