import type { ResetRequestFacts } from '@commonseal/vault';
import { Link, useLocation } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { isWaitedFor, useResetRequests } from '../../../account-data/reset-requests.ts';
import { memberName } from '../../../text/member-name.ts';
import { Banner } from '../../../ui/banner.tsx';
import { buttonClass } from '../../../ui/button-class.ts';
import { Button } from '../../../ui/button.tsx';
import styles from './request-notices.module.css';
import { openNote, overWords } from './request-words.ts';
import { useDecidedHere } from './use-request-act.ts';

/** On every page: who asks to be let back in, and what became of it while one was here. */
export function RequestNotices() {
  const { data: requests } = useResetRequests();
  const isOnPage = useLocation({ select: ({ pathname }) => pathname === '/members' });
  const decidedHere = useDecidedHere();
  const [putAway, setPutAway] = useState<ReadonlySet<string>>(new Set());
  const [seenOpen, setSeenOpen] = useState<ReadonlySet<string>>(new Set());
  if (requests === undefined) return null;
  const open = requests.filter(({ standing }) => standing === 'open');
  if (open.some(({ requestName }) => !seenOpen.has(requestName)))
    setSeenOpen(new Set([...seenOpen, ...open.map(({ requestName }) => requestName)]));
  const dismiss = (key: string) => {
    setPutAway((now) => new Set([...now, key]));
    // The button that had the focus goes with it.
    document.getElementById('main')?.focus();
  };
  const over = requests.filter(
    ({ standing, requestName }) =>
      standing !== 'open' && seenOpen.has(requestName) && !decidedHere().has(requestName),
  );
  // On the page itself they stand with what can be done.
  const shown = [...(isOnPage ? [] : open), ...over].filter((request) => !putAway.has(keyOf(request)));
  if (shown.length === 0) return null;
  return (
    <div className={styles['notices']}>
      {shown.map((request) => (
        <RequestNotice key={keyOf(request)} request={request} onDismiss={() => dismiss(keyOf(request))} />
      ))}
    </div>
  );
}

function keyOf({ requestName, standing }: ResetRequestFacts): string {
  return `${requestName} ${standing}`;
}

interface RequestNoticeProps {
  readonly request: ResetRequestFacts;
  readonly onDismiss: () => void;
}

function RequestNotice({ request, onDismiss }: RequestNoticeProps) {
  const isOpen = request.standing === 'open';
  const title =
    isOpen && request.isYou
      ? 'Somebody asks to be let in as you'
      : isOpen
        ? `${memberName(request.memberName)} asks to be let back in`
        : overWords(request);
  const tone = !isOpen ? 'info' : request.isYou ? 'danger' : isWaitedFor(request) ? 'warning' : 'info';
  return (
    <Banner
      tone={tone}
      title={title}
      isUrgent={isOpen && request.isYou}
      actions={
        <>
          {isOpen && isWaitedFor(request) && (
            <Link to="/members" className={buttonClass({})}>
              Look at it
            </Link>
          )}
          <Button
            variant="quiet"
            iconOnly
            aria-label={`Put away: ${title}`}
            icon={<X size={18} aria-hidden="true" />}
            onPress={onDismiss}
          />
        </>
      }
    >
      {isOpen ? openNote(request) : noteOf(request)}
    </Banner>
  );
}

function noteOf({ standing, voucherNames }: ResetRequestFacts): string | undefined {
  if (standing !== 'granted') return undefined;
  return voucherNames.length === 0
    ? 'The account has a new key. Activity says who has done it.'
    : `The account has a new key. Before that, ${voucherNames.map(memberName).join(' and ')} had confirmed it. Activity has it all.`;
}
