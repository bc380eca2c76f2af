import type { VaultApi } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useRef, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useSession } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';

export interface BeginAccountDialogProps {
  readonly vault: VaultApi;
  readonly onClose: () => void;
}

export function BeginAccountDialog({ vault, onClose }: BeginAccountDialogProps) {
  const session = useSession();
  const navigate = useNavigate();
  const formId = useId();
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const begin = useMutation({
    mutationFn: (accountName: string) => vault.createAccount({ accountName }),
    onSuccess: async (person) => {
      await navigate({ to: '/content' });
      session.changeTo(person);
    },
  });
  const submit = () => {
    if (begin.isPending) return;
    const isEmpty = name.trim() === '';
    setMissing(isEmpty);
    if (isEmpty) input.current?.focus();
    else begin.mutate(name.trim());
  };
  return (
    <Dialog
      title="Begin another account"
      isOpen
      onClose={onClose}
      isDismissable={!begin.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={begin.isPending}>
            Begin account
          </Button>
          <Button onPress={onClose} isDisabled={begin.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        It gets a key of its own, and you are its owner. Nobody else can read it until you invite them, the
        people of your other accounts included.
      </p>
      {begin.isError && <ErrorBanner error={begin.error} />}
      <form
        id={formId}
        noValidate
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Account name"
          autoComplete="off"
          autoFocus
          description="The people of the account see it, the server does not."
          value={name}
          onChange={setName}
          error={isMissing ? 'Give the account a name.' : undefined}
          inputRef={input}
        />
      </form>
      <p className={form['foot']}>
        It opens at once. The account that you are in now stays as it is: you switch between them by the name
        of the account.
      </p>
    </Dialog>
  );
}
