import type { ResetRequestFacts } from '@commonseal/vault';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { AboutYourself } from './about-yourself.tsx';
import { CheckWordsStep } from './check-words-step.tsx';
import { ReadBackStep } from './read-back-step.tsx';
import { overWords } from './request-words.ts';

export interface RequestDialogProps {
  readonly request: ResetRequestFacts;
  readonly onClose: () => void;
  /** Decided, in these words. */
  readonly onDone: (words: string) => void;
}

/** One request, from the first look to the decision. What others do meanwhile is seen at once. */
export function RequestDialog({ request, onClose, onDone }: RequestDialogProps) {
  if (request.standing !== 'open') {
    return (
      <Dialog
        title="This request is over"
        isOpen
        onClose={onClose}
        footer={
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        }
      >
        <p role="status">{overWords(request)}.</p>
      </Dialog>
    );
  }
  if (request.isYou) return <AboutYourself request={request} onClose={onClose} onDone={onDone} />;
  if (request.answer === undefined)
    return <CheckWordsStep request={request} onClose={onClose} onDone={onDone} />;
  return <ReadBackStep request={request} answer={request.answer} onClose={onClose} onDone={onDone} />;
}
