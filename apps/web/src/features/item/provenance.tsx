import type { ItemSummary } from '@commonseal/vault';
import { ShieldCheck } from 'lucide-react';
import { plainLine } from '../../text/hostile-text.ts';
import { Moment } from '../../ui/moment.tsx';
import styles from './provenance.module.css';

const kinds = { connector: 'the connector', device: 'the device', worker: 'the worker' } as const;

export interface ProvenanceProps {
  readonly item: ItemSummary;
}

/** Only what was verified here: who is named in the content itself says nothing about who delivered it. */
export function Provenance({ item }: ProvenanceProps) {
  return (
    <p className={styles['provenance']}>
      <ShieldCheck size={18} aria-hidden="true" />
      <span>
        Delivered by {kinds[item.sourceKind]}{' '}
        <strong dir="auto">{plainLine(item.sourceName) || 'without a name'}</strong>, sealed{' '}
        <Moment timeMs={item.sealedAtMs} />, signature verified on this device.
      </span>
    </p>
  );
}
