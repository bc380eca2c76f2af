import type { GrantsApi, WorkerRequest } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { useId } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { dateWords } from '../../text/dates.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { askedProgram, missingWords, requestName, wishWords } from './request-words.ts';

/** No entry of the log tells of it. */
const lookEveryMs = 30_000;

export interface RequestsPartProps {
  readonly workers: GrantsApi;
  readonly isOwner: boolean;
  readonly onLook: (request: WorkerRequest) => void;
}

/** Jobs that workers ask for, and that wait for an owner. */
export function RequestsPart({ workers, isOwner, onLook }: RequestsPartProps) {
  const headingId = useId();
  const { data, isPending, error, refetch } = useQuery({
    queryKey: [...queryKeys.team, 'worker requests'],
    queryFn: () => workers.workerRequests(),
    enabled: isOwner,
    // Whoever comes to the page sees what waits now.
    staleTime: 0,
    refetchInterval: lookEveryMs,
  });
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>What was asked for</h2>
      {!isOwner && (
        <p className={styles['lead']}>Jobs that a worker asks for are shown to owners, who decide.</p>
      )}
      {isOwner && isPending && <Skeleton lines={2} label="Asking what workers want to do…" />}
      {error !== null && (
        <ErrorBanner error={error} actions={<Button onPress={() => void refetch()}>Try again</Button>} />
      )}
      {isOwner && data?.length === 0 && <p className={styles['lead']}>Nothing waits for an answer.</p>}
      {isOwner && data !== undefined && data.length > 0 && (
        <ul className={styles['list']} aria-label="Jobs that workers ask for">
          {data.map((request) => (
            <li key={`${request.workerId} ${request.jobId}`}>
              <RequestCard request={request} onLook={onLook} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface RequestCardProps extends Pick<RequestsPartProps, 'onLook'> {
  readonly request: WorkerRequest;
}

function RequestCard({ request, onLook }: RequestCardProps) {
  const { isKnown, askedAtMs, expiresAtMs, fingerprint } = request;
  const name = requestName(request);
  const missing = missingWords(request);
  return (
    <RecordCard
      level={3}
      name={name}
      icon={<Hand size={20} aria-hidden="true" />}
      tags={['Asks', ...(isKnown ? [] : ['Not known yet'])]}
      facts={[
        { term: 'To read', value: <bdi>{wishWords(request)}</bdi> },
        { term: 'With', value: <bdi>{askedProgram(request)}</bdi> },
        { term: 'Asked on', value: <Moment timeMs={askedAtMs} words={dateWords} /> },
        { term: 'Open until', value: <Moment timeMs={expiresAtMs} words={dateWords} /> },
        // Of one that is not known it is typed: from the operator, not from here.
        ...(isKnown ? [{ term: 'Fingerprint', value: <Fingerprint groups={fingerprint} /> }] : []),
      ]}
      {...(missing !== undefined && { note: missing })}
      actions={
        <Button aria-label={`Look at what ${name} asks for`} onPress={() => onLook(request)}>
          Look at it
        </Button>
      }
    />
  );
}
