import type { GrantsApi } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { TypedCodeForm } from '../../printed/typed-code-form.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { fingerprintCode } from './fingerprint-code.ts';

export interface FoundWorker {
  readonly identity: Uint8Array;
  readonly typedFingerprint: string;
}

export interface FingerprintStepProps {
  readonly workers: GrantsApi;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly onFound: (found: FoundWorker) => void;
  readonly onClose: () => void;
}

export function FingerprintStep({ workers, typed, onType, onFound, onClose }: FingerprintStepProps) {
  const find = useMutation({
    mutationFn: async (typedFingerprint: string): Promise<FoundWorker> => {
      const { identity } = await workers.findWorker(typedFingerprint);
      return { identity, typedFingerprint };
    },
    onSuccess: onFound,
  });
  return (
    <Dialog
      title="Which program is it?"
      isOpen
      onClose={onClose}
      footer={<Button onPress={onClose}>Cancel</Button>}
    >
      <p>
        Your operator’s worker prints a fingerprint. Have it read out to you, or take it from their paper:
        never from a page of this server, which could show you another one. It is no secret.
      </p>
      {find.isError && <LookupError error={find.error} />}
      <TypedCodeForm
        kind={fingerprintCode}
        code={typed}
        onType={onType}
        doneWords="Look it up"
        isPending={find.isPending}
        onCode={(code) => find.mutate(code)}
        onAnew={() => find.reset()}
        takesFocus
      />
    </Dialog>
  );
}

function LookupError({ error }: { readonly error: unknown }) {
  return errorCodeOf(error) === 'not_found' ? (
    <ErrorBanner
      error={error}
      title="No worker with this fingerprint has been at this server"
      advice="What you typed fits together. Ask your operator whether the worker runs, is unsealed, and works with this server; then try again."
    />
  ) : (
    <ErrorBanner error={error} />
  );
}
