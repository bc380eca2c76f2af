import type { MemberSummary } from '@commonseal/vault';
import { useId, useRef, useState } from 'react';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceList } from '../../ui/choice-list.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import {
  type InviteFields,
  type MadeInvite,
  dayMs,
  labelFault,
  lifetimeChoices,
  noInvite,
  roleChoices,
} from './invite-fields.ts';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';

export interface InviteFormProps {
  readonly members: readonly MemberSummary[];
  readonly onMade: (made: MadeInvite) => void;
  readonly onClose: () => void;
}

export function InviteForm({ members, onMade, onClose }: InviteFormProps) {
  const { vault } = useUnlocked();
  const formId = useId();
  const [fields, setFields] = useState<InviteFields>(noInvite);
  const [fault, setFault] = useState<string>();
  const labelInput = useRef<HTMLInputElement>(null);
  const make = useTeamAct(async ({ label, role, lifetime, opensAtOnce }: InviteFields) => {
    const input = { label: label.trim(), role, lifetimeMs: Number(lifetime) * dayMs, opensAtOnce };
    const expiresAtMs = Date.now() + input.lifetimeMs;
    const { link } = await vault.createInvite(input);
    return { ...input, link, expiresAtMs };
  }, onMade);
  const submit = () => {
    if (make.isPending) return;
    const found = labelFault(fields.label, members);
    setFault(found);
    if (found === undefined) make.mutate(fields);
    else labelInput.current?.focus();
  };
  return (
    <Dialog
      title="Invite somebody"
      isOpen
      onClose={onClose}
      isDismissable={!make.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={make.isPending}>
            Make the link
          </Button>
          <Button onPress={onClose} isDisabled={make.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <p>You get a link to send, good for one person. This server mails nothing, and never sees the link.</p>
      {make.isError && (
        <TeamActError
          error={make.error}
          ifDone="An invitation that is made so has no link to show: withdraw it then, and make another."
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
          label="Whom it is for"
          autoComplete="off"
          description="A name or e-mail address, so that all here know the link by it. The server cannot read it."
          value={fields.label}
          onChange={(label) => {
            setFields({ ...fields, label });
            setFault(undefined);
          }}
          error={fault}
          inputRef={labelInput}
        />
        <ChoiceList
          label="Role"
          choices={roleChoices}
          chosen={fields.role}
          onChoose={(role) => setFields({ ...fields, role })}
        />
        <ChoiceList
          label="The link is valid for"
          choices={lifetimeChoices}
          chosen={fields.lifetime}
          onChoose={(lifetime) => setFields({ ...fields, lifetime })}
        />
        <div>
          <Switch
            isSelected={fields.opensAtOnce}
            onChange={(opensAtOnce) => setFields({ ...fields, opensAtOnce })}
          >
            Open at once
          </Switch>
          <p className={form['foot']}>
            {fields.opensAtOnce
              ? 'They read as soon as they join, with nobody else online. The price: until it is used, whoever holds the link reads everything, and it is listed among the readers.'
              : 'The link alone opens nothing: whoever joins with it gets the key from the next person who opens Commonseal. Whoever finds it before it is used can join with it; once it is used it is of no use.'}
          </p>
        </div>
      </form>
    </Dialog>
  );
}
