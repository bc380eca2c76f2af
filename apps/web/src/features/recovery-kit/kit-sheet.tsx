import { recoveryKitQr } from '@commonseal/protocol';
import type { RecoveryKit } from '@commonseal/vault';
import type { ReactNode } from 'react';
import { dateWords } from '../../text/dates.ts';
import { AddressWords } from '../../ui/address-words.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { SealMark } from '../../ui/seal-mark.tsx';
import styles from './kit-sheet.module.css';

export interface KitSheetProps {
  readonly kit: RecoveryKit;
  /** What people of the account compare; none for somebody who is in no account. */
  readonly fingerprint: { readonly accountName: string; readonly words: readonly string[] } | undefined;
}

/** The page that is printed: black on white in every theme, on one sheet of A4 or Letter. */
export function KitSheet({ kit, fingerprint }: KitSheetProps) {
  return (
    <article className={styles['sheet']} aria-labelledby="kit-title">
      <header className={styles['head']}>
        <p className={styles['brand']}>
          <SealMark size={26} />
          Commonseal
        </p>
        <h2 id="kit-title" className={styles['title']}>
          Recovery kit
        </h2>
        <p className={styles['number']}>No. {kit.number}</p>
      </header>
      <p className={styles['what']}>
        With this page, <AddressWords words={kit.email} /> gets back in when the password is forgotten.
        Whoever holds it can do that: keep it as you keep a passport.
      </p>
      <dl className={styles['facts']}>
        <Fact term="E-mail">
          <AddressWords words={kit.email} />
        </Fact>
        <Fact term="Server">{kit.serverAddress}</Fact>
        <Fact term="Made on">{dateWords(kit.madeAtMs)}</Fact>
        {kit.replaces !== undefined && (
          <Fact term="Replaces" note="Destroy it once this is confirmed.">
            the kit of {dateWords(kit.replaces.madeAtMs)} (No. {kit.replaces.number}).
          </Fact>
        )}
      </dl>
      <div className={styles['secret']}>
        <ol className={styles['groups']} aria-label="Code, in 13 groups" translate="no">
          {kit.groups.map((group, index) => (
            <li key={`${index} ${group}`} className={styles['group']}>
              <span className={styles['index']} aria-hidden="true">
                {index + 1}
              </span>
              <span className={styles['code']}>{group}</span>
            </li>
          ))}
        </ol>
        <div className={styles['qr']}>
          <QrCode text={recoveryKitQr(kit.groups)} label="The code as a QR code" robustness="quartile" />
        </div>
      </div>
      <section className={styles['steps']} aria-label="To get back in">
        <h3>To get back in</h3>
        <ol>
          <li>
            Open <strong>{kit.serverAddress}</strong> and choose <strong>I forgot my password</strong>.
          </li>
          <li>Type the 13 groups, or hold the square before the camera.</li>
          <li>Choose a new password. This page is then used up, and you are offered a new one.</li>
        </ol>
      </section>
      {fingerprint !== undefined && fingerprint.words.length > 0 && (
        <section className={styles['fingerprint']} aria-label="Fingerprint of the account">
          <h3>
            Fingerprint of <bdi>{fingerprint.accountName}</bdi>
          </h3>
          <p className={styles['words']}>{fingerprint.words.join(' ')}</p>
          <p className={styles['small']}>
            Once you are in, “Compare with a teammate” under Activity shows these words: then it is your
            account.
          </p>
        </section>
      )}
      <section className={styles['notes']} aria-label="To be filled in">
        <p className={styles['line']}>Tested on</p>
        <p className={styles['line']}>Notes</p>
      </section>
      <footer className={styles['foot']}>
        “Test it” under Security tries this page without using it up. 0 and O are read as the same, and so are
        1, I and L. The server never saw the code.
      </footer>
    </article>
  );
}

interface FactProps {
  readonly term: string;
  readonly children: ReactNode;
  readonly note?: string;
}

function Fact({ term, children, note }: FactProps) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <strong>{children}</strong>
        {note !== undefined && ` ${note}`}
      </dd>
    </div>
  );
}
