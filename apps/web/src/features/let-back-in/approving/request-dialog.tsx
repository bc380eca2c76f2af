import type { ResetRequestFacts } from '@commonseal/vault';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { AboutYourself } from './about-yourself.tsx';
import { useCheckWordsStep } from './check-words-step.tsx';
import { useReadBackStep } from './read-back-step.tsx';
import { overWords } from './request-words.ts';

export interface RequestDialogProps {
  readonly request: ResetRequestFacts;
  readonly onClose: () => void;
  /** Decided, in these words. */
  readonly onDone: (words: string) => void;
}

/** One request, from the first look to the decision. What others do meanwhile is seen at once. */
export function RequestDialog(props: RequestDialogProps) {
  const { isYou, standing } = props.request;
  return isYou && standing === 'open' ? <AboutYourself {...props} /> : <DecisionDialog {...props} />;
}

/** One dialog for all steps: when it closes, the focus goes back to where it was opened. */
function DecisionDialog(props: RequestDialogProps) {
  const { request, onClose } = props;
  const checkWords = useCheckWordsStep(props);
  const readBack = useReadBackStep(props);
  if (request.standing === 'open') return <Dialog {...(request.answer ? readBack : checkWords)} />;
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
