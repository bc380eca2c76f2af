import type { Source } from '@commonseal/vault';
import { Cpu, MonitorSmartphone, Plug } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { countWords } from '../../text/amounts.ts';
import { dateWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Moment } from '../../ui/moment.tsx';
import styles from './source-card.module.css';

const kinds = {
  connector: { words: 'Connector', Icon: Plug },
  device: { words: 'Device', Icon: MonitorSmartphone },
  worker: { words: 'Worker', Icon: Cpu },
} as const;

export interface SourceCardProps {
  readonly source: Source;
  readonly onWithdraw: () => void;
}

export function SourceCard({ source, onWithdraw }: SourceCardProps) {
  const { words, Icon } = kinds[source.kind];
  const name = plainLine(source.name) || 'Without a name';
  const isOut = source.withdrawnAtMs !== undefined;
  // The button that had the focus goes with the withdrawal.
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOut = useRef(isOut);
  useEffect(() => {
    if (isOut && !wasOut.current) heading.current?.focus();
    wasOut.current = isOut;
  }, [isOut]);
  return (
    <article className={classNames(styles['card'], isOut && styles['withdrawn'])} aria-label={name}>
      <span className={styles['icon']}>
        <Icon size={20} aria-hidden="true" />
      </span>
      <div className={styles['words']}>
        <h2 ref={heading} tabIndex={-1} className={styles['name']}>
          <bdi>{name}</bdi>
          {source.isThisDevice && <span className={styles['tag']}>This device</span>}
          {isOut && <span className={styles['tag']}>Withdrawn</span>}
        </h2>
        <dl className={styles['facts']}>
          <div>
            <dt>{words} since</dt>
            <dd>
              <Moment timeMs={source.admittedAtMs} words={dateWords} />
            </dd>
          </div>
          <div>
            <dt>Last delivery</dt>
            <dd>
              {source.lastDeliveryAtMs === undefined ? (
                'none yet'
              ) : (
                <Moment timeMs={source.lastDeliveryAtMs} />
              )}
            </dd>
          </div>
          <div>
            <dt>Delivered</dt>
            <dd>{countWords(source.items, 'item')}</dd>
          </div>
          {source.withdrawnAtMs !== undefined && (
            <div>
              <dt>Withdrawn</dt>
              <dd>
                <Moment timeMs={source.withdrawnAtMs} words={dateWords} />
              </dd>
            </div>
          )}
        </dl>
      </div>
      {!isOut && (
        <Button aria-label={`Withdraw ${name}`} onPress={onWithdraw}>
          Withdraw
        </Button>
      )}
    </article>
  );
}
