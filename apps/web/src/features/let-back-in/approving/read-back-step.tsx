import type { ResetRequestFacts } from '@commonseal/vault';
import { useEffect, useRef, useState } from 'react';
import { TeamActError } from '../../../account-data/team-act-error.tsx';
import { useUnlocked } from '../../../session/session-context.ts';
import { memberName } from '../../../text/member-name.ts';
import { Button } from '../../../ui/button.tsx';
import consequences from '../../../ui/consequences.module.css';
import type { DialogProps } from '../../../ui/dialog.tsx';
import { SaidWords } from '../said-words.tsx';
import { RefuseButton } from './refuse-button.tsx';
import { approveWords } from './request-words.ts';
import styles from './request.module.css';
import { useRequestAct } from './use-request-act.ts';

export interface ReadBackStepProps {
  readonly request: ResetRequestFacts;
  readonly onClose: () => void;
  readonly onDone: (words: string) => void;
}

/** The words were right: two are read back, and whoever has heard the other one decides. */
export function useReadBackStep({ request, onClose, onDone }: ReadBackStepProps): DialogProps {
  const { vault } = useUnlocked();
  const name = memberName(request.memberName);
  const [refuseError, setRefuseError] = useState<unknown>();
  const approve = useRequestAct(
    request.requestName,
    () => vault.approveReset(request.requestName),
    ({ isLetIn, missing }) =>
      onDone(
        isLetIn
          ? `${name} is let back in, and the account has a new key.`
          : `You have confirmed that it is ${name}. ${missing === 1 ? 'One more has to.' : `${missing} more have to.`}`,
      ),
  );
  const error = approve.error ?? refuseError;
  return {
    title: 'The words are right',
    isOpen: true,
    onClose,
    isDismissable: !approve.isPending,
    footer: (
      <>
        <Button variant="primary" isPending={approve.isPending} onPress={() => approve.mutate(undefined)}>
          {approveWords(request)}
        </Button>
        {request.mayRefuse && (
          <RefuseButton
            request={request}
            isDisabled={approve.isPending}
            onDone={onDone}
            onError={setRefuseError}
          />
        )}
        <Button onPress={onClose} isDisabled={approve.isPending}>
          Decide later
        </Button>
      </>
    ),
    children: (
      <>
        <FirstWords />
        <SaidWords label="Two words to read back" words={request.answer ?? []} />
        <p>
          <strong>Was it {name} with whom you spoke?</strong> Then:
        </p>
        <ul className={consequences['consequences']}>
          {request.isLast ? (
            <>
              <li>They read everything here again, old and new, as {role(request)} as before.</li>
              <li>
                Their old password, passkeys, recovery kits and browsers let nobody into this account any
                more. Whoever may have those is out.
              </li>
              <li>The account gets a new key. No content is lost.</li>
              <li>It is written into the account’s record with your name, for everybody here to see.</li>
            </>
          ) : (
            <>
              <li>
                Nothing is opened yet:{' '}
                {request.missing > 2 ? `${request.missing - 1} more have` : 'one more has'} to confirm it
                {request.needsOwner ? ', an owner among them' : ''}, each by the same words.
              </li>
              <li>It is written into the account’s record with your name, for everybody here to see.</li>
            </>
          )}
        </ul>
        {error !== null && error !== undefined && <TeamActError error={error} />}
      </>
    ),
  };
}

/** What had the focus is gone with the step before. */
function FirstWords() {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => words.current?.focus(), []);
  return (
    <p ref={words} tabIndex={-1} className={styles['focused']}>
      Now read these two back. They type them, and their page says whether they are right, too.
    </p>
  );
}

function role({ role: as }: ResetRequestFacts): string {
  return as === 'owner' ? 'an owner' : 'a member';
}
