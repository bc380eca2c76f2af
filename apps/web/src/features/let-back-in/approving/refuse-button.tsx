import type { ResetRequestFacts } from '@commonseal/vault';
import { useUnlocked } from '../../../session/session-context.ts';
import { memberName } from '../../../text/member-name.ts';
import { Button } from '../../../ui/button.tsx';
import { useRequestAct } from './use-request-act.ts';

export interface RefuseButtonProps {
  readonly request: ResetRequestFacts;
  readonly isFocused?: boolean;
  readonly isDisabled?: boolean;
  readonly onDone: (words: string) => void;
  readonly onError: (error: unknown) => void;
}

/** One press: whoever was refused for nothing asks again. */
export function RefuseButton({ request, isFocused, isDisabled, onDone, onError }: RefuseButtonProps) {
  const { vault } = useUnlocked();
  const refuse = useRequestAct(
    request.requestName,
    () => vault.refuseReset(request.requestName),
    () => onDone(`The request of ${memberName(request.memberName)} is refused.`),
  );
  return (
    <Button
      variant="danger"
      autoFocus={isFocused ?? false}
      isDisabled={isDisabled ?? false}
      isPending={refuse.isPending}
      onPress={() => {
        onError(undefined);
        refuse.mutate(undefined, { onError });
      }}
    >
      Refuse
    </Button>
  );
}
