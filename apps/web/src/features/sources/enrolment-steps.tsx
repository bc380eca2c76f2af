import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Command } from '../../ui/command.tsx';

export interface EnrolmentStepsProps {
  readonly enrolmentLine: string;
  readonly onClose: () => void;
}

/** The line is shown this once, so only Done closes it. */
export function EnrolmentSteps({ enrolmentLine, onClose }: EnrolmentStepsProps) {
  return (
    <Dialog
      title="Now tell the connector"
      isOpen
      onClose={onClose}
      isDismissable={false}
      footer={
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      <p>
        The source is connected. It does not know your account yet: it must learn it from you, so that no
        server can name it another one.
      </p>
      <TextField
        label="Enrolment line"
        description="Not secret. It names this server, this account, and the entry in its log that lets this source in."
        rows={4}
        monospace
        isReadOnly
        value={enrolmentLine}
      />
      <CopyButton label="Copy line" text={enrolmentLine} />
      <p>Run this on the connector’s machine. After that it can deliver.</p>
      <Command text={`npm run connector -- enrol ${enrolmentLine}`} />
      <p>If you lose the line, paste the same pairing line here again: you get the same line.</p>
    </Dialog>
  );
}
