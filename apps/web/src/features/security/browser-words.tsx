import type { WayIn } from '@commonseal/vault';
import { plainLine } from '../../text/hostile-text.ts';
import { Moment } from '../../ui/moment.tsx';
import type { RecordFact } from '../../ui/record-card.tsx';

export function nameOf({ name }: Pick<WayIn, 'name'>): string {
  return plainLine(name) || 'A browser without a name';
}

export function factsOf({ madeAtMs, lastUsedAtMs, expiresAtMs }: WayIn): readonly RecordFact[] {
  return [
    { term: 'Since', value: <Moment timeMs={madeAtMs} /> },
    { term: 'Last used', value: lastUsedAtMs === undefined ? 'not yet' : <Moment timeMs={lastUsedAtMs} /> },
    ...(expiresAtMs === undefined ? [] : [{ term: 'Until', value: <Moment timeMs={expiresAtMs} /> }]),
  ];
}
