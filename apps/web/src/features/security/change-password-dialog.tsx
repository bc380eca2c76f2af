import type { CredentialId } from '@commonseal/protocol';
import { useId, useRef, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { NewPasswordField } from '../../new-password/new-password-field.tsx';
import { newPasswordFault } from '../../new-password/new-password-fault.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import consequences from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { PasswordField } from '../../ui/password-field.tsx';
import { shownWays } from '../../ways-in/shown-ways.ts';
import { useWaysAct } from '../../ways-in/use-ways-act.tsx';
import { useWaysIn, useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import styles from './change-password-dialog.module.css';
import { WaysThatStay, otherWays } from './ways-that-stay.tsx';

export interface ChangePasswordDialogProps {
  readonly email: string;
  readonly onClose: () => void;
  /** @param words what was done */
  readonly onDone: (words: string) => void;
}

interface Faults {
  readonly old?: string | undefined;
  readonly next?: string | undefined;
}

export function ChangePasswordDialog({ email, onClose, onDone }: ChangePasswordDialogProps) {
  const vault = useWaysInApi();
  const formId = useId();
  const [oldPassword, setOld] = useState('');
  const [newPassword, setNext] = useState('');
  const [isOldOneKnown, setKnown] = useState(false);
  const { data: waysIn, error: listError, refetch } = useWaysIn();
  const [alsoWithdraw, setAlsoWithdraw] = useState<ReadonlySet<CredentialId>>(new Set());
  const [faults, setFaults] = useState<Faults>({});
  const oldInput = useRef<HTMLInputElement>(null);
  const nextInput = useRef<HTMLInputElement>(null);
  const { act, question } = useWaysAct<undefined>(
    () =>
      vault.changePassword({
        oldPassword,
        newPassword,
        isOldOneKnown,
        ...(isOldOneKnown && waysIn ? { alsoWithdraw: [...alsoWithdraw], shown: shownWays(waysIn) } : {}),
      }),
    () => onDone(isOldOneKnown ? doneWithKeys : done),
  );
  const isWrong = act.isError && errorCodeOf(act.error) === 'login_failed';
  // Who gets the new keys has to be seen first.
  const isListMissing = isOldOneKnown && waysIn === undefined;
  const submit = () => {
    if (act.isPending || isListMissing) return;
    const found: Faults = {
      old: oldPassword === '' ? 'Enter the password that you use now.' : undefined,
      next:
        newPasswordFault(newPassword) ??
        (newPassword === oldPassword ? 'This is the one that you use now.' : undefined),
    };
    setFaults(found);
    if (found.old !== undefined) oldInput.current?.focus();
    else if (found.next !== undefined) nextInput.current?.focus();
    else {
      act.mutate(undefined, {
        onError: (error) => {
          if (errorCodeOf(error) === 'login_failed') oldInput.current?.focus();
        },
      });
    }
  };
  return (
    <Dialog
      title="Change your password"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            isPending={act.isPending}
            isDisabled={isListMissing}
          >
            Change password
          </Button>
          <Button onPress={onClose} isDisabled={act.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      {act.isError && !isWrong && <WaysInError error={act.error} ifUnsettled={ifUnsettled} />}
      <form
        id={formId}
        noValidate
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {/* For password managers, which want to know whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          label="Password that you use now"
          name="password"
          autoComplete="current-password"
          value={oldPassword}
          onChange={(value) => {
            setOld(value);
            setFaults((now) => ({ ...now, old: undefined }));
            if (isWrong) act.reset();
          }}
          error={isWrong ? 'This is not the password that you use now. Nothing was changed.' : faults.old}
          inputRef={oldInput}
        />
        <NewPasswordField
          label="New password"
          value={newPassword}
          onChange={(value) => {
            setNext(value);
            setFaults((now) => ({ ...now, next: undefined }));
          }}
          error={faults.next}
          known={[email, oldPassword]}
          inputRef={nextInput}
        />
        <Checkbox
          words="Someone may know my old password"
          isSelected={isOldOneKnown}
          onChange={setKnown}
          isDisabled={act.isPending}
        />
        {isOldOneKnown && waysIn !== undefined && (
          <WaysThatStay
            vault={vault}
            waysIn={waysIn}
            chosen={alsoWithdraw}
            onChoose={setAlsoWithdraw}
            isDisabled={act.isPending}
          />
        )}
        {isListMissing && listError === null && <p role="status">Looking up your other ways in…</p>}
        {isListMissing && listError !== null && (
          <ErrorBanner
            error={listError}
            actions={<Button onPress={() => void refetch()}>Look them up again</Button>}
          />
        )}
        <WhatHappens
          isOldOneKnown={isOldOneKnown}
          hasOthers={waysIn !== undefined && otherWays(waysIn).length > 0}
        />
      </form>
      {question}
    </Dialog>
  );
}

interface WhatHappensProps {
  readonly isOldOneKnown: boolean;
  /** Besides the password. */
  readonly hasOthers: boolean;
}

function WhatHappens({ isOldOneKnown, hasOthers }: WhatHappensProps) {
  return (
    <section className={styles['then']} aria-label="What happens then" aria-live="polite">
      <p className={styles['title']}>What happens then</p>
      {isOldOneKnown ? (
        <ul className={consequences['consequences']}>
          <li>
            The old password lets nobody in any more. You get new keys, and so do your accounts: it opens
            nothing that comes from now on, not even with a copy of all that the server holds.
          </li>
          <li>What it could open until now may have been read: nothing takes that back.</li>
          <li>
            Whoever was in as you may have invited somebody or connected a source: look at Members and Sources
            afterwards. Devices of yours that brought something in are withdrawn; each comes back by itself
            when you bring in something with it again.
          </li>
          <li>
            Your other browsers are signed out.
            {hasOthers && ' What you have ticked opens nothing any more; your other ways in keep working.'}
          </li>
          <li>Your content stays as it is. Either all of this is done, or nothing is changed.</li>
        </ul>
      ) : (
        <ul className={consequences['consequences']}>
          <li>
            The old password lets nobody in any more. Copies that a dishonest server kept can still be opened
            with it: if someone may know it, tick the box.
          </li>
          <li>
            Your other browsers are signed out; those that stay unlocked come back by themselves. Your
            recovery kit and your passkeys keep working.
          </li>
          <li>Your content stays as it is.</li>
        </ul>
      )}
    </section>
  );
}

const done =
  'Your password is changed. Your other browsers are signed out; those that stay unlocked come back by themselves.';
const doneWithKeys =
  'Your password is changed, and all your keys with it. Your other browsers are signed out. Nobody has to do anything about it.';
const ifUnsettled =
  'It is not known whether the change arrived. One of the two passwords holds, and nothing is half done: look at the date of your password under Security, or lock and unlock to find out.';
