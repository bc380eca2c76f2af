import type { WaysIn, WaysInApi } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCodeOf } from '../errors/error-code.ts';
import { dateWords, isShowableTime } from '../text/dates.ts';
import { Button } from '../ui/button.tsx';
import { useConfirmPassword } from './confirm-password.tsx';
import styles from './sign-in-means.module.css';
import { useRefreshWaysIn } from './use-ways-in.ts';
import { wayName, wayTimes } from './way-words.ts';
import { WaysInError } from './ways-in-error.tsx';

export interface SignInMeansProps {
  readonly vault: Pick<WaysInApi, 'removeSignInPasskey' | 'removeAuthenticatorApp' | 'confirmPassword'>;
  readonly waysIn: WaysIn;
  readonly isDisabled?: boolean;
}

interface Means {
  readonly key: string;
  readonly name: string;
  readonly facts: string;
  /** Undefined where it takes more than a press: the facts say what. */
  readonly remove: (() => Promise<void>) | undefined;
}

/**
 * What opens nothing and has a say in who is signed in: whoever knew a password may have left a passkey to come back by, or
 * an app that keeps its owner out. Each can be removed at once, but for an app whose code has to be given for it.
 */
export function SignInMeans({ vault, waysIn, isDisabled = false }: SignInMeansProps) {
  const refresh = useRefreshWaysIn();
  const { confirmed, question } = useConfirmPassword(vault);
  const [done, setDone] = useState('');
  const act = useMutation({
    mutationFn: ({ remove }: Removable) => confirmed(remove),
    onMutate: () => setDone(''),
    onSuccess: (_nothing, { name }) => setDone(`${name}: removed.`),
    // The list then says what it takes: the time for going without a code has run out.
    onError: (error, { name }) => {
      if (errorCodeOf(error) === 'code_refused')
        setDone(`${name}: not removed. It takes one of its codes now.`);
    },
    onSettled: () => void refresh(),
  });
  const means = meansOf(vault, waysIn);
  return (
    <>
      {means.length > 0 && (
        <>
          <p>These open nothing, and have a say in signing in. If you do not know one, remove it.</p>
          <ul className={styles['means']} aria-label="What has a say in signing in">
            {means.map((one) => (
              <li key={one.key}>
                <span>
                  {one.name}. {one.facts}
                </span>
                {isRemovable(one) && (
                  <Button
                    aria-label={`Remove ${one.name}`}
                    isDisabled={isDisabled || act.isPending}
                    isPending={act.isPending && act.variables.key === one.key}
                    onPress={() => act.mutate(one)}
                  >
                    Remove
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {act.isError && errorCodeOf(act.error) !== 'code_refused' && (
        <WaysInError
          error={act.error}
          ifUnsettled="It is not known whether it was removed. If it is still in the list, remove it again."
        />
      )}
      <p role="status">{done}</p>
      {question}
    </>
  );
}

type Removable = Means & { readonly remove: () => Promise<void> };

function isRemovable(means: Means): means is Removable {
  return means.remove !== undefined;
}

function meansOf(vault: SignInMeansProps['vault'], waysIn: WaysIn): readonly Means[] {
  const passkeys = waysIn.signInPasskeys.map((passkey): Means => {
    const { passkeyId, name } = passkey;
    return {
      key: passkeyId,
      name: `${wayName({ kind: 'passkey', name, isThisOne: false })}, which signs in only`,
      facts: wayTimes(passkey),
      remove: () => vault.removeSignInPasskey(passkeyId),
    };
  });
  if (waysIn.authenticatorApp === undefined) return passkeys;
  const { sinceMs, isCodeNeededToRemove } = waysIn.authenticatorApp;
  const since = `Set up ${isShowableTime(sinceMs) ? dateWords(sinceMs) : 'on an unknown date'}.`;
  const app: Means = {
    key: 'app',
    name: 'The app whose code is asked for after the password',
    facts: isCodeNeededToRemove
      ? `${since} It is removed under Security, with one of its codes or after coming in with a passkey or your kit.`
      : since,
    remove: isCodeNeededToRemove ? undefined : () => vault.removeAuthenticatorApp(),
  };
  return [...passkeys, app];
}
