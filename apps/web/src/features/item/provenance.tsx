import type { ItemSummary } from '@commonseal/vault';
import { ShieldCheck } from 'lucide-react';
import { plainLine } from '../../text/hostile-text.ts';
import { Moment } from '../../ui/moment.tsx';
import { keyFingerprint } from './key-fingerprint.ts';
import styles from './provenance.module.css';

const kinds = { connector: 'the connector', device: 'the device', worker: 'the worker' } as const;

export interface ProvenanceProps {
  readonly item: ItemSummary;
}

/** Only what was verified here: who is named in the content itself says nothing about who delivered it. */
export function Provenance({ item }: ProvenanceProps) {
  const source = plainLine(item.sourceName) || 'without a name';
  return (
    <div className={styles['provenance']}>
      <ShieldCheck size={18} aria-hidden="true" />
      <div>
        <p>
          Delivered by {kinds[item.sourceKind]} <strong dir="auto">{source}</strong>, sealed{' '}
          <Moment timeMs={item.sealedAtMs} />, signature verified on this device.
        </p>
        <details className={styles['details']}>
          <summary>Why do I have this?</summary>
          <ul>
            <li>
              An owner or member of this account admitted <bdi>{source}</bdi> as a source on{' '}
              <Moment timeMs={item.sourceAdmittedAtMs} />.
              {item.sourceWithdrawnAtMs !== undefined && (
                <>
                  {' '}
                  It was withdrawn on <Moment timeMs={item.sourceWithdrawnAtMs} />: what it had delivered
                  before stays.
                </>
              )}
            </li>
            <li>
              It came with delivery number {item.deliveryNumber} of this source. None of the deliveries before
              it is missing.
            </li>
            <li>
              The delivery bears the signature of the source’s key{' '}
              <code className={styles['key']}>{keyFingerprint(item.writerId)}</code>, verified on this device
              just now.
            </li>
            <li>
              It was sealed under account key number {item.keyNumber}, for the people of this account alone.
            </li>
            <li>Names and dates within the content are its sender’s words; nobody has checked those.</li>
          </ul>
        </details>
      </div>
    </div>
  );
}
