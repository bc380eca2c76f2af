import type { ItemId, WriterId } from '@commonseal/protocol';
import type { Figure } from '../analytics-api.ts';
import type { FiguredAnalyser } from './analysers.ts';
import type { Part } from './part.ts';

/** The newest finding of an analyser about an item. */
export interface HeardPart {
  readonly version: string;
  readonly part: Part;
}

/** All that one item adds to figures. */
export interface Contribution {
  readonly itemId: ItemId;
  readonly writerId: WriterId;
  readonly receivedAtMs: number;
  readonly bytes: number;
  readonly heard: ReadonlyMap<FiguredAnalyser, HeardPart>;
}

/** UTC; a year beyond four digits has a sign and six. */
export function dayOf(timeMs: number): string {
  const [day = ''] = new Date(timeMs).toISOString().split('T');
  return day;
}

export function monthOf(timeMs: number): string {
  return dayOf(timeMs).slice(0, -3);
}

/** Whether a figure of one item counts it. Groups of items, and what depends on the newest version, are told elsewhere. */
export function isBehind(
  { heard, receivedAtMs }: Contribution,
  figure: Exclude<Figure, { kind: 'alike' | 'missing' | 'stale' }>,
): boolean {
  switch (figure.kind) {
    case 'sender':
      return heard.get('people')?.part.senders?.some(({ address }) => address === figure.address) ?? false;
    case 'correspondent':
      return (
        heard.get('people')?.part.correspondents?.some(({ address }) => address === figure.address) ?? false
      );
    case 'language':
      return heard.get('language')?.part.language === figure.language;
    case 'currency':
      return (
        (figure.month === undefined || figure.month === monthOf(receivedAtMs)) &&
        (heard.get('amounts')?.part.amounts?.some(({ currency }) => currency === figure.currency) ?? false)
      );
    case 'attachment':
      return (
        heard.get('attachments')?.part.attachments?.some(({ mediaType }) => mediaType === figure.mediaType) ??
        false
      );
  }
}
