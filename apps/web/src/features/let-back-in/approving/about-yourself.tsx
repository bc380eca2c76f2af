import type { ResetRequestFacts } from '@commonseal/vault';
import { useState } from 'react';
import { TeamActError } from '../../../account-data/team-act-error.tsx';
import { dateTimeWords } from '../../../text/dates.ts';
import { Button } from '../../../ui/button.tsx';
import consequences from '../../../ui/consequences.module.css';
import { Dialog } from '../../../ui/dialog.tsx';
import { RefuseButton } from './refuse-button.tsx';

export interface AboutYourselfProps {
  readonly request: ResetRequestFacts;
  readonly onClose: () => void;
  readonly onDone: (words: string) => void;
}

/** For whoever is in, while somebody says that they are the same person and cannot get in. */
export function AboutYourself({ request, onClose, onDone }: AboutYourselfProps) {
  const [error, setError] = useState<unknown>();
  return (
    <Dialog
      title="Somebody asks to be let in as you"
      role="alertdialog"
      isOpen
      onClose={onClose}
      footer={
        <>
          <RefuseButton request={request} isFocused onDone={onDone} onError={setError} />
          <Button onPress={onClose}>Leave it for now</Button>
        </>
      }
    >
      <p>Asked on {dateTimeWords(request.madeAtMs)}, with your e-mail address.</p>
      <ul className={consequences['consequences']}>
        <li>
          <strong>You did not ask?</strong> Refuse it, and tell the others of the account: whoever asked may
          call them next, and say that they are you.
        </li>
        <li>
          You asked yourself, and have found your password since? Refuse it too: you need nobody’s help any
          more.
        </li>
        <li>
          So far nothing has come of it: nobody gets in by knowing your e-mail address. If it were granted,
          your ways in would open this account no more.
        </li>
      </ul>
      {error !== undefined && <TeamActError error={error} />}
    </Dialog>
  );
}
