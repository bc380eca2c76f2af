import type { Return } from '@commonseal/vault';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { errorCodeOf } from '../../../errors/error-code.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { type ReturnVault, isPlacePending, returnKey } from './use-return.ts';

export interface AskAgainProps {
  readonly asked: Return;
  readonly vault: ReturnVault;
}

/** Where a request is over: one press makes another one, under the same password. */
export function AskAgain({ asked, vault }: AskAgainProps) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => vault.askAgain(),
    onSuccess: (now) => client.setQueryData(returnKey, now),
  });
  const isOver = asked.places.some((place) => !place.isEntered && !isPlacePending(place));
  if (!isOver) return null;
  return (
    <>
      {again.isError &&
        (errorCodeOf(again.error) === 'request_over' ? (
          <Banner tone="info" title="There is nothing to ask for again">
            No account is left that could let you back in by this request.
          </Banner>
        ) : (
          <ErrorBanner error={again.error} />
        ))}
      <Button variant="primary" wide isPending={again.isPending} onPress={() => again.mutate()}>
        Ask again
      </Button>
      <p>You get new words for what is over. Your password stays the one that you chose.</p>
    </>
  );
}
