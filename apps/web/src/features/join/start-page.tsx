import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useRef, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { whileBusy } from '../../session/busy.ts';
import type { WithoutAccount } from '../../session/session.ts';
import { useSession } from '../../session/session-context.ts';
import { nameFault } from '../../text/check-name.ts';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { JoinByInvitation } from './join-by-invitation.tsx';
import styles from './start-page.module.css';

export interface StartPageProps {
  readonly person: WithoutAccount;
  /** Waits for them. */
  readonly first?: ReactNode;
}

/** For somebody who has signed up and belongs to no account, or to none any more. */
export function StartPage({ person, first }: StartPageProps) {
  const session = useSession();
  const [accountName, setAccountName] = useState('');
  const [fault, setFault] = useState<string>();
  const nameInput = useRef<HTMLInputElement>(null);
  const ownId = useId();
  const begin = useMutation({
    mutationFn: (name: string) => whileBusy(() => person.vault.createAccount({ accountName: name })),
    onSuccess: (begun) => session.changeTo(begun),
  });
  const submit = () => {
    if (begin.isPending) return;
    const found = nameFault(accountName, 'Give the account a name, for example that of your company.');
    setFault(found);
    if (found === undefined) begin.mutate(accountName.trim());
    else nameInput.current?.focus();
  };
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Begin">You are in no account</PageHeading>
        <p className={form['lead']}>
          Content lies in accounts. Join one that you were invited to, or begin one of your own; you can do
          both, one after the other.
        </p>
      </div>
      {first}
      <JoinByInvitation title="Join by invitation" />
      <section className={styles['way']} aria-labelledby={ownId}>
        <h2 id={ownId}>Begin an account of your own</h2>
        {begin.isError && <ErrorBanner error={begin.error} />}
        <form
          noValidate
          className={form['form']}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextField
            label="Account name"
            autoComplete="organization"
            description="The server cannot read it. You can use your company’s name, or your own."
            value={accountName}
            onChange={(value) => {
              setAccountName(value);
              setFault(undefined);
            }}
            error={fault}
            inputRef={nameInput}
          />
          <Button type="submit" wide isPending={begin.isPending}>
            Begin account
          </Button>
        </form>
      </section>
    </div>
  );
}
