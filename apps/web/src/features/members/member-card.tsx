import type { MemberSummary } from '@commonseal/vault';
import { Ellipsis, UserCog, UserMinus, UserRound } from 'lucide-react';
import { memo } from 'react';
import { dateWords } from '../../text/dates.ts';
import { roleWords } from '../../text/role-words.ts';
import { Button } from '../../ui/button.tsx';
import { MenuAction, MenuButton } from '../../ui/menu.tsx';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard, type RecordFact } from '../../ui/record-card.tsx';
import { memberName } from '../../text/member-name.ts';

export interface MemberCardProps {
  readonly member: MemberSummary;
  /** Owners may change it. */
  readonly isChangeable: boolean;
  readonly onChangeRole: (member: MemberSummary) => void;
  readonly onRemove: (member: MemberSummary) => void;
}

/** There may be a thousand: drawn anew only when something of it changes. */
export const MemberCard = memo(function MemberCard(props: MemberCardProps) {
  const { member, isChangeable, onChangeRole, onRemove } = props;
  const name = memberName(member.name);
  const { role, isYou, isLastOwner, standing } = member;
  return (
    <RecordCard
      level={3}
      hasSmallActions
      name={name}
      icon={<UserRound size={20} aria-hidden="true" />}
      tags={[
        ...(isYou ? ['You'] : []),
        roleWords[role],
        ...(standing === 'joined' ? ['Waits for the key'] : []),
      ]}
      facts={factsOf(member)}
      note={noteOf(member, isChangeable)}
      actions={
        isChangeable && !isLastOwner ? (
          <MenuButton
            label={`What to do about ${name}`}
            button={
              <Button
                iconOnly
                variant="quiet"
                aria-label={`What to do about ${name}`}
                icon={<Ellipsis size={18} aria-hidden="true" />}
              />
            }
          >
            <MenuAction
              icon={<UserCog size={16} aria-hidden="true" />}
              words={role === 'owner' ? 'Make a member…' : 'Make an owner…'}
              onAction={() => onChangeRole(member)}
            />
            {!isYou && (
              <MenuAction
                icon={<UserMinus size={16} aria-hidden="true" />}
                words="Remove from the account…"
                onAction={() => onRemove(member)}
              />
            )}
          </MenuButton>
        ) : undefined
      }
    />
  );
});

const cameByWords: Readonly<Record<MemberSummary['cameBy'], string>> = {
  beginning: 'Began the account',
  invitation: 'Joined',
  reset: 'Let back in',
  breakGlass: 'Came in by break-glass sheets',
};

function factsOf({ joinedAtMs, cameBy, invitedByName, isYou, lastSeenAtMs }: MemberSummary): RecordFact[] {
  const joined = { term: cameByWords[cameBy], value: <Moment timeMs={joinedAtMs} words={dateWords} /> };
  const seen = lastSeenAtMs === undefined ? 'not yet' : <Moment timeMs={lastSeenAtMs} />;
  return [
    joined,
    ...(invitedByName === undefined
      ? []
      : [{ term: 'Invited by', value: <bdi>{memberName(invitedByName)}</bdi> }]),
    ...(isYou ? [] : [{ term: 'Last seen', value: seen }]),
  ];
}

function noteOf({ standing, isLastOwner }: MemberSummary, isChangeable: boolean): string | undefined {
  if (standing === 'joined') {
    return 'Has joined, and not been heard of since. The key goes over by itself, the next time anybody who reads here is online.';
  }
  return isLastOwner && isChangeable
    ? 'The only owner, so this role stays as it is: an account always keeps one. Make somebody else an owner first.'
    : undefined;
}
