import type { WaysIn } from '@commonseal/vault';
import { KeyRound } from 'lucide-react';
import { useId, useState } from 'react';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { hasPasskeys } from '../../ways-in/authenticator.ts';
import { passkeyFaultWords } from '../../ways-in/passkey-fault.ts';
import { useTell } from '../../ways-in/told.tsx';
import { useWaysIn } from '../../ways-in/use-ways-in.ts';
import { AddPasskeyDialog } from './add-passkey-dialog.tsx';
import { type KnownPasskey, knownPasskeys } from './known-passkeys.ts';
import { PasskeyCard } from './passkey-card.tsx';
import { RemovePasskeyDialog } from './remove-passkey-dialog.tsx';

/** The part of the Security page on passkeys. Shows nothing until the list is there. */
export function PasskeysSection() {
  const headingId = useId();
  const { data: waysIn } = useWaysIn();
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<KnownPasskey>();
  const tell = useTell();
  if (waysIn === undefined) return null;
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Passkeys</h2>
      <p className={styles['lead']}>
        A passkey lets you in with a fingerprint, a face or a PIN, on this device or with a security key. Most
        of them open your content too, with one touch. Your password goes on working beside them.
      </p>
      <Passkeys waysIn={waysIn} onRemove={setRemoving} />
      {hasPasskeys() ? (
        <div>
          <Button
            icon={<KeyRound size={16} aria-hidden="true" />}
            onPress={() => {
              tell('');
              setAdding(true);
            }}
          >
            Add a passkey
          </Button>
        </div>
      ) : (
        <NoPasskeysHere />
      )}
      {isAdding && (
        <AddPasskeyDialog
          onClose={() => setAdding(false)}
          onDone={(name) => {
            setAdding(false);
            tell(`${name} was added.`);
          }}
        />
      )}
      {removing !== undefined && (
        <RemovePasskeyDialog
          passkey={removing}
          waysIn={waysIn}
          onClose={() => setRemoving(undefined)}
          onDone={() => {
            setRemoving(undefined);
            tell(`${removing.name} was removed.`);
          }}
        />
      )}
    </section>
  );
}

interface PasskeysProps {
  readonly waysIn: WaysIn;
  readonly onRemove: (passkey: KnownPasskey) => void;
}

function Passkeys({ waysIn, onRemove }: PasskeysProps) {
  const passkeys = knownPasskeys(waysIn);
  if (passkeys.length === 0) return <p className={styles['lead']}>You have none yet.</p>;
  return (
    <ul className={styles['list']} aria-label="Passkeys">
      {passkeys.map((passkey) => (
        <li key={passkey.id}>
          <PasskeyCard passkey={passkey} onRemove={() => onRemove(passkey)} />
        </li>
      ))}
    </ul>
  );
}

function NoPasskeysHere() {
  const { title, advice } =
    passkeyFaultWords[globalThis.isSecureContext ? 'not supported' : 'insecure address'];
  return (
    <Banner tone="info" title={title}>
      {advice}
    </Banner>
  );
}
