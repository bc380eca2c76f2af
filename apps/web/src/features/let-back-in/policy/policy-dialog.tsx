import type { ResetPolicy } from '@commonseal/vault';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { queryKeys } from '../../../account-data/queries.ts';
import { TeamActError } from '../../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../../account-data/use-team-act.ts';
import { useUnlocked } from '../../../session/session-context.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { type Choice, ChoiceList } from '../../../ui/choice-list.tsx';
import consequences from '../../../ui/consequences.module.css';
import { Dialog } from '../../../ui/dialog.tsx';
import { type People, type PolicyChoice, policyWords, shutOutWords } from './policy-words.ts';

export interface PolicyDialogProps {
  readonly policy: ResetPolicy;
  readonly people: People;
  readonly onClose: () => void;
  readonly onDone: (words: string) => void;
}

const voucherChoices: readonly Choice<ResetPolicy['vouchers']>[] = [
  { value: 'owners', words: 'Owners only', description: 'Fewest can be deceived.' },
  { value: 'members', words: 'Any member', description: 'Somebody is always at hand.' },
];

type Approvals = '1' | '2' | '3';

const approvalChoices: readonly Choice<Approvals>[] = [
  { value: '1', words: 'One' },
  { value: '2', words: 'Two' },
  { value: '3', words: 'Three' },
];

export function PolicyDialog({ policy, people, onClose, onDone }: PolicyDialogProps) {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  const [vouchers, setVouchers] = useState(policy.vouchers);
  const [approvals, setApprovals] = useState<Approvals>(asChoice(policy.approvals));
  const choice: PolicyChoice = { vouchers, approvals: Number(approvals) };
  const gap = shutOutWords(choice, people);
  const isSame = choice.vouchers === policy.vouchers && choice.approvals === policy.approvals;
  const change = useTeamAct(
    () => vault.setResetPolicy(choice),
    () => {
      void client.invalidateQueries({ queryKey: queryKeys.resetPolicy });
      onDone(policyWords(choice));
    },
  );
  return (
    <Dialog
      title="Who may let somebody back in"
      isOpen
      onClose={onClose}
      isDismissable={!change.isPending}
      footer={
        <>
          <Button
            variant="primary"
            isPending={change.isPending}
            onPress={() => (isSame ? onClose() : change.mutate(undefined))}
          >
            Set the rule
          </Button>
          <Button onPress={onClose} isDisabled={change.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <ChoiceList label="Who" choices={voucherChoices} chosen={vouchers} onChoose={setVouchers} />
      <ChoiceList
        label="How many have to confirm"
        choices={approvalChoices}
        chosen={approvals}
        onChoose={setApprovals}
      />
      <div role="status">{gap !== undefined && <Banner tone="warning" title={gap} />}</div>
      <ul className={consequences['consequences']}>
        <li>
          {vouchers === 'members'
            ? `Whoever can deceive ${approvals === '1' ? 'one member' : `${approvals} members`} comes in as another member, and reads everything; as an owner only by deceiving an owner.`
            : `Whoever can deceive ${approvals === '1' ? 'one owner' : `${approvals} owners`} comes in as somebody else, and reads everything.`}
        </li>
        <li>Requests that wait now must be made again, with new words.</li>
        <li>It is written into the account’s record, for everybody here to see. It can be changed again.</li>
      </ul>
      {change.isError && <TeamActError error={change.error} />}
    </Dialog>
  );
}

function asChoice(approvals: number): Approvals {
  return approvalChoices.find(({ value }) => Number(value) === approvals)?.value ?? '1';
}
