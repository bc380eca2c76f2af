import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import type { ErrorCode } from '@commonseal/protocol';
import { errorCodeOf } from '../../errors/error-code.ts';
import { isRefusal } from '../../session/refusal.ts';
import { rememberEmail } from '../../session/remembered-email.ts';
import { emailOf } from '../../session/session.ts';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { askPasskey, hasPasskeys } from '../../ways-in/authenticator.ts';
import { PasskeyErrorBanner } from '../../ways-in/passkey-error-banner.tsx';
import styles from './passkey-unlock.module.css';

export interface PasskeyUnlockProps {
  readonly stayHours: number | undefined;
  /** A passkey that cannot unlock has signed in: the password does the rest. */
  readonly onPasswordNeeded: () => void;
  /** What else the page had to say is over. */
  readonly onBegin: () => void;
  /** The passkey was right, and what the server shows is not. */
  readonly onRefused: (code: ErrorCode) => void;
}

/** The shorter way: one touch signs in and unlocks. Nothing where the browser knows no passkeys. */
export function PasskeyUnlock({ stayHours, onPasswordNeeded, onBegin, onRefused }: PasskeyUnlockProps) {
  const session = useSession();
  const unlock = useMutation({
    mutationFn: async () => {
      await session.unlockWithPasskey((challenge) => askPasskey(challenge), stayHours);
      const state = session.getState();
      if (state.status !== 'locked') rememberEmail(emailOf(state));
    },
    onMutate: onBegin,
    onError: (error) => {
      const code = errorCodeOf(error);
      if (code === 'password_needed') onPasswordNeeded();
      if (isRefusal(code)) onRefused(code);
    },
  });
  if (!hasPasskeys()) return null;
  return (
    <div className={styles['passkey']}>
      {unlock.isError && <WhatCameOfIt error={unlock.error} />}
      <Button
        wide
        icon={<KeyRound size={18} aria-hidden="true" />}
        isPending={unlock.isPending}
        onPress={() => unlock.mutate()}
      >
        Use a passkey
      </Button>
      <p className={styles['or']}>or</p>
    </div>
  );
}

function WhatCameOfIt({ error }: { readonly error: unknown }) {
  const code = errorCodeOf(error);
  if (code === 'password_needed') {
    return (
      <Banner tone="info" title="You are signed in: now your password, to unlock" isUrgent>
        This passkey cannot open your content where it is kept, so your password does that. You are not asked
        for a second step.
      </Banner>
    );
  }
  if (code === 'login_failed') {
    return (
      <Banner tone="danger" title="This passkey does not let you in here" isUrgent>
        It was removed under Security, or its account is not here. Use another passkey, or your password. You
        can delete this one where your browser keeps its passkeys.
      </Banner>
    );
  }
  return <PasskeyErrorBanner error={error} />;
}
