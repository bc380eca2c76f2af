import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { nameFault } from './name-fault.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { makePasskey } from '../../ways-in/authenticator.ts';
import { PasskeyErrorBanner } from '../../ways-in/passkey-error-banner.tsx';
import { useRefreshWaysIn, useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { useConfirmPassword } from '../../ways-in/confirm-password.tsx';

export interface AddPasskeyDialogProps {
  readonly onClose: () => void;
  readonly onDone: (name: string) => void;
}

export function AddPasskeyDialog({ onClose, onDone }: AddPasskeyDialogProps) {
  const formId = useId();
  const [typed, setName] = useState('');
  const [isChecked, setChecked] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const name = typed.trim();
  const vault = useWaysInApi();
  const refresh = useRefreshWaysIn();
  const { confirmed, question } = useConfirmPassword(vault);
  const add = useMutation({
    mutationFn: async (called: string) => {
      const { passkey, prf } = await makePasskey(await confirmed(() => vault.beginPasskey()));
      try {
        // What is handed over is gone from here, and it may have to be handed over twice.
        return await confirmed(() => vault.addPasskey({ name: called, passkey, prf: prf?.slice() }));
      } finally {
        prf?.fill(0);
      }
    },
    onSuccess: ({ canUnlock }) => canUnlock && onDone(name),
    onSettled: () => void refresh(),
  });
  const submit = () => {
    if (add.isPending) return;
    setChecked(true);
    if (nameFault(name) === undefined) add.mutate(name);
    else input.current?.focus();
  };
  if (add.isSuccess && !add.data.canUnlock) return <SignsInOnly name={name} onClose={() => onDone(name)} />;
  return (
    <Dialog
      title="Add a passkey"
      isOpen
      onClose={onClose}
      isDismissable={!add.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={add.isPending}>
            Make passkey
          </Button>
          <Button onPress={onClose} isDisabled={add.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        Your browser asks where to keep it and how to recognise you: this device, a password manager, a phone
        or a security key. What makes it work stays there.
      </p>
      {add.isError && (
        <PasskeyErrorBanner
          error={add.error}
          ifUnsettled="It is not known whether it was added. Close this and look at the list; if it is not there, add it again."
        />
      )}
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
          label="Name"
          autoComplete="off"
          autoFocus
          description="So that you know it again in the list, for example “Phone” or “Blue security key”. The people who run this server can read it."
          value={typed}
          onChange={setName}
          error={isChecked ? nameFault(name) : undefined}
          inputRef={input}
        />
      </form>
      {question}
    </Dialog>
  );
}

interface SignsInOnlyProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** It works, but not as one would expect: that is said before the person relies on it. */
function SignsInOnly({ name, onClose }: SignsInOnlyProps) {
  return (
    <Dialog
      title={`${name} was added`}
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      <Banner tone="warning" title="It signs you in, and cannot unlock your content">
        Where it is kept, passkeys cannot open anything yet. After using it you enter your password as well,
        and no second step. If you forget your password, this passkey does not help: keep a recovery kit.
      </Banner>
      <p>A newer device, another browser or another security key may make one that unlocks.</p>
    </Dialog>
  );
}
