import type { Source } from '@commonseal/vault';
import { Cpu, MonitorSmartphone, Plug } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { countWords } from '../../text/amounts.ts';
import { dateWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';

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
  const { withdrawnAtMs } = source;
  const isOut = withdrawnAtMs !== undefined;
  // The button that had the focus goes with the withdrawal.
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOut = useRef(isOut);
  useEffect(() => {
    if (isOut && !wasOut.current) heading.current?.focus();
    wasOut.current = isOut;
  }, [isOut]);
  const lastDelivery =
    source.lastDeliveryAtMs === undefined ? 'none yet' : <Moment timeMs={source.lastDeliveryAtMs} />;
  return (
    <RecordCard
      name={name}
      icon={<Icon size={20} aria-hidden="true" />}
      tags={[...(source.isThisDevice ? ['This device'] : []), ...(isOut ? ['Withdrawn'] : [])]}
      facts={[
        { term: `${words} since`, value: <Moment timeMs={source.admittedAtMs} words={dateWords} /> },
        { term: 'Last delivery', value: lastDelivery },
        { term: 'Delivered', value: countWords(source.items, 'item') },
        ...(isOut ? [{ term: 'Withdrawn', value: <Moment timeMs={withdrawnAtMs} words={dateWords} /> }] : []),
      ]}
      isMuted={isOut}
      headingRef={heading}
      actions={
        isOut ? undefined : (
          <Button aria-label={`Withdraw ${name}`} onPress={onWithdraw}>
            Withdraw
          </Button>
        )
      }
    />
  );
}
