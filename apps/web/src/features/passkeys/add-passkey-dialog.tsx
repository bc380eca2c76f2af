import { useId, useRef, useState } from 'react';
import { nameFault } from './name-fault.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { makePasskey } from '../../ways-in/authenticator.ts';
import { PasskeyErrorBanner } from '../../ways-in/passkey-error-banner.tsx';
import { useWayInAct } from '../../ways-in/use-way-in-act.ts';

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
  const { act, question, fault } = useWayInAct(
    async (vault, called: string, confirmed) => {
      const creation = await confirmed(() => vault.beginPasskey());
      const { passkey, prf } = await makePasskey(creation);
      try {
        // What is sent is gone from here, and it may have to be sent twice.
        return await confirmed(() => vault.addPasskey({ name: called, passkey, prf: prf?.slice() }));
      } finally {
        prf?.fill(0);
      }
    },
    ({ canUnlock }) => canUnlock && onDone(name),
  );
  const submit = () => {
    if (act.isPending) return;
    setChecked(true);
    if (nameFault(name) === undefined) act.mutate(name);
    else input.current?.focus();
  };
  if (act.isSuccess && !act.data.canUnlock) return <SignsInOnly name={name} onClose={() => onDone(name)} />;
  return (
    <Dialog
      title="Add a passkey"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={act.isPending}>
            Make passkey
          </Button>
          <Button onPress={onClose} isDisabled={act.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        Your browser asks where to keep it and how to recognise you: this device, a password manager, a phone
        or a security key. What makes it work stays there.
      </p>
      {fault !== undefined && <PasskeyErrorBanner error={fault} />}
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
