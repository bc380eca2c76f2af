import type { MemberSummary } from '@commonseal/vault';
import { useState } from 'react';
import { InviteForm } from './invite-form.tsx';
import type { MadeInvite } from './invite-fields.ts';
import { LinkStep } from './link-step.tsx';

export interface InviteDialogProps {
  readonly members: readonly MemberSummary[];
  readonly onClose: () => void;
  /** Closed after an invitation was made. */
  readonly onDone: (label: string) => void;
}

export function InviteDialog({ members, onClose, onDone }: InviteDialogProps) {
  const [made, setMade] = useState<MadeInvite>();
  return made === undefined ? (
    <InviteForm members={members} onMade={setMade} onClose={onClose} />
  ) : (
    <LinkStep made={made} onClose={() => onDone(made.label)} />
  );
}
