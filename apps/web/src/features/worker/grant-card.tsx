import type { GrantSummary } from '@commonseal/vault';
import { Bot } from 'lucide-react';
import { dateWords } from '../../text/dates.ts';
import { memberName, workerName } from '../../text/member-name.ts';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard, type RecordFact } from '../../ui/record-card.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { grantNote, scopeWords, standingTags } from './grant-words.ts';

export interface GrantCardProps {
  readonly grant: GrantSummary;
  /** For owners, of what has not been ended by anybody. */
  readonly onRevoke?: ((grant: GrantSummary) => void) | undefined;
}

export function GrantCard({ grant, onRevoke }: GrantCardProps) {
  const { terms, standing, grantedByName, grantedAtMs, expiresAtMs, fingerprint } = grant;
  const name = workerName(grant.workerName);
  const isRevocable = standing === 'in force' || standing === 'expired';
  const facts: RecordFact[] = [
    { term: 'May read', value: <bdi>{scopeWords(grant)}</bdi> },
    { term: 'Given by', value: <bdi>{memberName(grantedByName)}</bdi> },
    { term: 'On', value: <Moment timeMs={grantedAtMs} words={dateWords} /> },
    endOf(grant, expiresAtMs),
    { term: 'Fingerprint', value: <Fingerprint groups={fingerprint} /> },
  ];
  return (
    <RecordCard
      level={3}
      name={name}
      icon={<Bot size={20} aria-hidden="true" />}
      tags={[standingTags[standing], ...(terms.kind === 'job' ? ['One job'] : [])]}
      facts={facts}
      note={grantNote(grant)}
      isMuted={standing !== 'in force'}
      {...(onRevoke &&
        isRevocable && {
          actions: (
            <Button aria-label={`Revoke what ${name} may read`} onPress={() => onRevoke(grant)}>
              Revoke
            </Button>
          ),
        })}
    />
  );
}

function endOf({ standing, endedAtMs }: GrantSummary, expiresAtMs: number): RecordFact {
  if (standing === 'in force')
    return { term: 'Until', value: <Moment timeMs={expiresAtMs} words={dateWords} /> };
  const term = standing === 'expired' ? 'Over since' : standingTags[standing];
  return { term, value: <Moment timeMs={endedAtMs ?? expiresAtMs} words={dateWords} /> };
}
