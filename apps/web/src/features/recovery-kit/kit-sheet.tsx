import { recoveryKitQr } from '@commonseal/protocol';
import type { RecoveryKit } from '@commonseal/vault';
import { Sheet, type SheetProps } from '../../printed/sheet.tsx';
import { dateWords } from '../../text/dates.ts';
import { AddressWords } from '../../ui/address-words.tsx';

export interface KitSheetProps {
  readonly kit: RecoveryKit;
  readonly fingerprint: SheetProps['fingerprint'];
}

/** The page that is printed of a recovery kit. */
export function KitSheet({ kit, fingerprint }: KitSheetProps) {
  return (
    <Sheet
      title="Recovery kit"
      number={`No. ${kit.number}`}
      what={
        <>
          With this page, <AddressWords words={kit.email} /> gets back in when the password is forgotten.
          Whoever holds it can do that: keep it as you keep a passport.
        </>
      }
      facts={[
        { term: 'E-mail', value: <AddressWords words={kit.email} /> },
        { term: 'Server', value: kit.serverAddress },
        { term: 'Made on', value: dateWords(kit.madeAtMs) },
        ...(kit.replaces === undefined
          ? []
          : [
              {
                term: 'Replaces',
                value: `the kit of ${dateWords(kit.replaces.madeAtMs)} (No. ${kit.replaces.number}).`,
                note: 'Destroy it once this is confirmed.',
              },
            ]),
      ]}
      groups={kit.groups}
      qr={recoveryKitQr(kit.groups)}
      stepsTitle="To get back in"
      steps={[
        <>
          Open <strong>{kit.serverAddress}</strong> and choose <strong>I forgot my password</strong>.
        </>,
        'Type the 13 groups, or hold the square before the camera.',
        'Choose a new password. This page is then used up, and you are offered a new one.',
      ]}
      fingerprint={fingerprint}
      foot="“Test it” under Security tries this page without using it up. 0 and O are read as the same, and so are 1, I and L. The server never saw the code."
    />
  );
}
