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
  const dismiss = (requestsPutAway: readonly ResetRequestFacts[]) => {
    setPutAway((now) => new Set([...now, ...requestsPutAway.map(keyOf)]));
    // The button that had the focus goes with it.
    document.getElementById('main')?.focus();
  };
  const over = requests.filter(
    ({ standing, requestName }) =>
      standing !== 'open' && seenOpen.has(requestName) && !decidedHere().has(requestName),
  );
  const isShown = (request: ResetRequestFacts) => !putAway.has(keyOf(request));
  // On the page itself they stand with what can be done.
  const asking = isOnPage ? [] : open.filter(isShown);
  const others = asking.filter(({ isYou }) => !isYou);
  const single = [
    ...asking.filter(({ isYou }) => isYou),
    ...(others.length > 1 ? [] : others),
    ...over.filter(isShown),
  ];
  if (asking.length === 0 && single.length === 0) return null;
  return (
    <div className={styles['notices']}>
      {others.length > 1 && <ManyAsk requests={others} onDismiss={() => dismiss(others)} />}
      {single.map((request) => (
        <RequestNotice key={keyOf(request)} request={request} onDismiss={() => dismiss([request])} />
      ))}
    </div>
  );
}

interface ManyAskProps {
  readonly requests: readonly ResetRequestFacts[];
  readonly onDismiss: () => void;
}

/** Anybody who knows an address can ask: the page is not to be filled by it. */
function ManyAsk({ requests, onDismiss }: ManyAskProps) {
  const isForReader = requests.some(isWaitedFor);
  const title = `${requests.length} requests to be let back in`;
  return (
    <Banner
      tone={isForReader ? 'warning' : 'info'}
      title={title}
      actions={<NoticeActions title={title} canLook={isForReader} onDismiss={onDismiss} />}
    >
      {[...new Set(requests.map(({ memberName: name }) => memberName(name)))].join(', ')}
    </Banner>
  );
}

interface NoticeActionsProps {
  readonly title: string;
  readonly canLook: boolean;
  readonly onDismiss: () => void;
}

function NoticeActions({ title, canLook, onDismiss }: NoticeActionsProps) {
  return (
    <>
      {canLook && (
        <Link to="/members" className={buttonClass({})}>
          Open Members
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
      actions={<NoticeActions title={title} canLook={isOpen && isWaitedFor(request)} onDismiss={onDismiss} />}
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
