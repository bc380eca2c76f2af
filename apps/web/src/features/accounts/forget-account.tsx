import type { AccountId } from '@commonseal/protocol';
import { useMutation } from '@tanstack/react-query';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useSession } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { useAccountSwitching } from './accounts-context.tsx';

/** For whoever was removed: otherwise the account would be tried at each unlocking for ever. */
export function ForgetAccount({ accountId }: { readonly accountId: AccountId }) {
  const session = useSession();
  const { vault } = useAccountSwitching();
  const forget = useMutation({
    mutationFn: () => vault.forgetAccount(accountId),
    onSuccess: (person) => session.changeTo(person),
  });
  return (
    <>
      <Button variant="primary" isPending={forget.isPending} onPress={() => forget.mutate()}>
        Take it off my list
      </Button>
      {forget.isError && <ErrorBanner error={forget.error} />}
    </>
  );
}
