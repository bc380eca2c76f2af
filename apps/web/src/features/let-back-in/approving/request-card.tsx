import type { ResetRequestFacts } from '@commonseal/vault';
import { LifeBuoy } from 'lucide-react';
import { isWaitedFor } from '../../../account-data/reset-requests.ts';
import { TeamActError } from '../../../account-data/team-act-error.tsx';
import { useUnlocked } from '../../../session/session-context.ts';
import { memberName } from '../../../text/member-name.ts';
import { roleWords } from '../../../text/role-words.ts';
import { Button } from '../../../ui/button.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { RecordCard, type RecordFact } from '../../../ui/record-card.tsx';
import { openNote, overWords, progressWords } from './request-words.ts';
import { useRequestAct } from './use-request-act.ts';

export interface RequestCardProps {
  readonly request: ResetRequestFacts;
  readonly onLook?: () => void;
  readonly onRefused?: () => void;
}

export function RequestCard({ request, onLook, onRefused }: RequestCardProps) {
  const { vault } = useUnlocked();
  const refuse = useRequestAct(
    request.requestName,
    () => vault.refuseReset(request.requestName),
    () => onRefused?.(),
  );
  const isOpen = request.standing === 'open';
  const name = memberName(request.memberName);
  const progress = isOpen ? progressWords(request) : undefined;
  return (
    <>
      <RecordCard
        level={3}
        name={name}
        icon={<LifeBuoy size={20} aria-hidden="true" />}
        tags={[
          ...(request.isYou ? ['You'] : []),
          roleWords[request.role],
          ...(progress === undefined ? [] : [progress]),
        ]}
        facts={requestFacts(request)}
        note={isOpen ? openNote(request) : `${overWords(request)}.`}
        isMuted={!isOpen}
        actions={
          isOpen && (request.mayRefuse || isWaitedFor(request)) ? (
            <>
              {request.mayRefuse && (
                <Button
                  aria-label={`Refuse the request of ${name}`}
                  isPending={refuse.isPending}
                  onPress={() => refuse.mutate(undefined)}
                >
                  Refuse
                </Button>
              )}
              {onLook !== undefined && isWaitedFor(request) && (
                <Button
                  variant="primary"
                  aria-label={`Look at the request of ${name}`}
                  isDisabled={refuse.isPending}
                  onPress={onLook}
                >
                  Look at it
                </Button>
              )}
            </>
          ) : undefined
        }
      />
      {refuse.isError && <TeamActError error={refuse.error} />}
    </>
  );
}

export function requestFacts({
  answer,
  madeAtMs,
  expiresAtMs,
  standing,
  voucherNames,
}: ResetRequestFacts): readonly RecordFact[] {
  return [
    { term: 'Asked', value: <Moment timeMs={madeAtMs} /> },
    ...(standing === 'open' ? [{ term: 'Valid until', value: <Moment timeMs={expiresAtMs} /> }] : []),
    ...(voucherNames.length === 0
      ? []
      : [{ term: 'Confirmed by', value: <bdi>{voucherNames.map(memberName).join(', ')}</bdi> }]),
    // Whoever asked may have lost what they heard, or their page.
    ...(answer === undefined ? [] : [{ term: 'Words to read back', value: answer.join(' ') }]),
  ];
}
