import type { BreakGlassFacts, PreparedShares } from '@commonseal/vault';
import { Sheet, type SheetProps } from '../../printed/sheet.tsx';
import { dateWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { AddressWords } from '../../ui/address-words.tsx';
import { enoughSheets, neededWords } from './sheet-words.ts';

export interface ShareSheetProps {
  readonly prepared: PreparedShares;
  readonly share: PreparedShares['shares'][number];
  readonly fingerprint: SheetProps['fingerprint'];
  readonly replaces: BreakGlassFacts | undefined;
}

/** What one holder gets. */
export function ShareSheet({ prepared, share, fingerprint, replaces }: ShareSheetProps) {
  const { accountName, serverAddress, madeAtMs, setName, threshold, shares } = prepared;
  const numbers = { index: share.index, threshold, count: shares.length };
  const others = threshold - 1;
  return (
    <Sheet
      title="Break-glass sheet"
      number={`${share.index} of ${shares.length}`}
      what={
        <>
          With {enoughSheets(numbers)} together, somebody comes in as an owner when everybody has forgotten
          their password. Keep this one as you keep a passport, and apart from the others: one alone opens
          nothing.
        </>
      }
      facts={[
        { term: 'Kept by', value: <AddressWords words={plainLine(share.holderName)} /> },
        { term: 'Account', value: plainLine(accountName) || 'without a name' },
        { term: 'Server', value: serverAddress },
        { term: 'Set', value: setName, note: `· ${neededWords(numbers)}` },
        { term: 'Made on', value: dateWords(madeAtMs) },
        ...(replaces === undefined
          ? []
          : [
              {
                term: 'Replaces',
                value: `set ${replaces.setName} of ${dateWords(replaces.madeAtMs)}.`,
                note: 'Destroy that sheet.',
              },
            ]),
      ]}
      groups={share.groups}
      qr={share.qr}
      stepsTitle="To get in"
      steps={[
        <>
          Bring {others === 1 ? 'another sheet' : `${others} other sheets`} of set <strong>{setName}</strong>{' '}
          to one browser.
        </>,
        <>
          Open <strong>{serverAddress}/break-glass</strong>, and type the groups of each, or hold its square
          before the camera.
        </>,
        'Choose a new password. All sheets of the set are then used up, and everybody in the account sees it.',
      ]}
      fingerprint={fingerprint}
      foot="“Check a sheet” under Members tries this page without using it up. 0 and O are read as the same, and so are 1, I and L. The server never saw the code."
    />
  );
}
