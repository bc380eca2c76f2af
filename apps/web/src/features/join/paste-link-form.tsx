import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { linkFault, withoutBreaks } from './check-link.ts';

export interface PasteLinkFormProps {
  readonly onLink: (link: string) => void;
  readonly isPrimary?: boolean;
}

export function PasteLinkForm({ onLink, isPrimary = false }: PasteLinkFormProps) {
  const [pasted, setPasted] = useState('');
  const [fault, setFault] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const submit = () => {
    const found = linkFault(pasted, globalThis.location.origin);
    setFault(found);
    if (found === undefined) onLink(withoutBreaks(pasted));
    else area.current?.focus();
  };
  return (
    <form
      noValidate
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label="Invitation link"
        description="The whole of it, from https to its end."
        rows={3}
        monospace
        autoComplete="off"
        value={pasted}
        onChange={(value) => {
          setPasted(value);
          setFault(undefined);
        }}
        error={fault}
        areaRef={area}
      />
      <Button type="submit" variant={isPrimary ? 'primary' : 'secondary'} wide>
        Look at the invitation
      </Button>
    </form>
  );
}
