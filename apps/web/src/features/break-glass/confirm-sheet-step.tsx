import { readShareGroup, shareGroups } from '@commonseal/protocol';
import type { LetBackInApi, PreparedShares } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import styles from '../../printed/print-page.module.css';
import { TwoGroupsForm, type TypedGroup } from '../../printed/two-groups-form.tsx';
import { twoGroups } from '../../printed/two-groups.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';

/** The groups before these are alike on all sheets of a set, but for its number: they show nothing. */
const alikeGroups = 5;

export interface ConfirmSheetStepProps {
  readonly vault: Pick<LetBackInApi, 'confirmShare'>;
  readonly prepared: PreparedShares;
  /** Which one, from 0. */
  readonly at: number;
  readonly onBack: () => void;
  readonly onLeave: () => void;
  readonly onConfirmed: () => void;
}

/** Two groups typed back, from the paper and not from this screen. */
export function ConfirmSheetStep(props: ConfirmSheetStepProps) {
  const { vault, prepared, at, onBack, onLeave, onConfirmed } = props;
  const [asked] = useState(groupsToAsk);
  const share = prepared.shares[at];
  const confirm = useMutation({
    mutationFn: async (groups: readonly TypedGroup[]) => {
      if (share !== undefined) await vault.confirmShare(share.index, groups);
    },
    onSuccess: onConfirmed,
  });
  if (share === undefined) return null;
  const count = prepared.shares.length;
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Break-glass sheets" focusKey={`confirm ${at}`}>
        Is sheet {share.index} of {count} in your hands?
      </PageHeading>
      <p className={styles['lead']}>
        Take the printed sheet of <bdi>{plainLine(share.holderName)}</bdi>, or its PDF, and type two of its
        groups from there. So you know that it can be read when it is needed.
      </p>
      {confirm.isError && (
        <ErrorBanner
          error={confirm.error}
          title="This was not confirmed"
          advice="These groups are not those of the sheet. Compare its number and set with the page before you."
        />
      )}
      <TwoGroupsForm
        asked={asked}
        faultOf={(number, text) => groupFault(prepared, at, number, text)}
        onTyped={(groups) => confirm.mutate(groups)}
        isPending={confirm.isPending}
        other={
          <>
            <Button onPress={onBack} isDisabled={confirm.isPending}>
              Back to the sheets
            </Button>
            <Button variant="quiet" onPress={onLeave} isDisabled={confirm.isPending}>
              Leave
            </Button>
          </>
        }
      />
      <p className={styles['soft']} role="status">
        {at} of {count} confirmed. Nothing counts before all are.
      </p>
    </section>
  );
}

function groupsToAsk(): readonly [number, number] {
  const [one, other] = twoGroups(shareGroups - alikeGroups);
  return [one + alikeGroups, other + alikeGroups];
}

function groupFault(prepared: PreparedShares, at: number, number: number, text: string): string | undefined {
  if (text.trim() === '') return `Type group ${number} from the sheet.`;
  const read = readShareGroup(number, text);
  if (read === undefined) return `Group ${number} has a typo. Compare its five characters with the sheet.`;
  const of = prepared.shares.findIndex(({ groups }) => groups[number - 1] === read);
  if (of === at) return undefined;
  const index = prepared.shares[at]?.index ?? 0;
  return of === -1
    ? `This is group ${number} of a sheet of another set. Look whether the page before you is of set ${prepared.setName}.`
    : `This is group ${number} of sheet ${of + 1}. Take sheet ${index}.`;
}
