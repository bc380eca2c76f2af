import type { GrantSummary, WorkerRequest } from '@commonseal/vault';
import { countWords } from '../../text/amounts.ts';
import { dateWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { workerName } from '../../text/member-name.ts';
import type { Choice } from '../../ui/choice-list.tsx';
import { readsAllTheTime, sourceName } from './grant-words.ts';

export function requestName({ workerName: name, isKnown }: WorkerRequest): string {
  return isKnown ? workerName(name) : 'A worker not known here yet';
}

export function askedProgram({ analyserName }: Pick<WorkerRequest, 'analyserName'>): string {
  return plainLine(analyserName) || 'a program without a readable name';
}

/** Over what it wants to work. */
export function wishWords({ itemIds, sources, received }: WorkerRequest): string {
  const from = sources && ` from ${sources.map(({ name }) => sourceName(name)).join(', ')}`;
  const dated =
    received && `, dated from ${dateWords(received.fromMs)} to before ${dateWords(received.beforeMs)}`;
  return `${countWords(itemIds.length, 'item')}${from ?? ''}${dated ?? ''}`;
}

export function missingWords({ missingItems }: WorkerRequest): string | undefined {
  if (missingItems === 0) return undefined;
  return `${countWords(missingItems, 'more item')} that it names ${missingItems === 1 ? 'is' : 'are'} not here.`;
}

export type JobDays = '1' | '7' | '30';
export const jobDayChoices: readonly Choice<JobDays>[] = [
  { value: '1', words: '1 day' },
  { value: '7', words: '7 days' },
  { value: '30', words: '30 days' },
];

/** The items that a wish is about, as far as they are named; the rest is counted. */
export function itemWords({ newestItems, itemIds }: WorkerRequest): readonly string[] {
  const more = itemIds.length - newestItems.length;
  return [
    ...newestItems.map(({ header: { title, from, receivedAtMs } }) =>
      [plainLine(title) || 'without a title', plainLine(from), dateWords(receivedAtMs)]
        .filter((words) => words !== '')
        .join(', '),
    ),
    ...(more > 0 ? [`and ${countWords(more, 'older item')}`] : []),
  ];
}

/** What an owner agrees to. @param grants all there are */
export function jobWords(request: WorkerRequest, grants: readonly GrantSummary[]): readonly string[] {
  const { itemIds, workerId } = request;
  const items = countWords(itemIds.length, 'item');
  return [
    `It is given the keys of ${items === '1 item' ? 'this 1 item' : `these ${items}`} alone, as they are now, and works on them with ${askedProgram(request)}. ${
      readsAllTheTime(workerId, grants)
        ? 'It reads this account all the time besides, by another grant.'
        : 'It gets no key of any other.'
    }`,
    'What it finds it delivers into this account, signed by it, for all of you to read.',
    'You can revoke it at any time. Revoked is not forgotten: what it has read by then nobody can take back.',
    'It is written into the account’s record, for everybody here to see.',
  ];
}
