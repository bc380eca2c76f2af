import type { UserId } from '@commonseal/protocol';
import type { CheckedWords, ResetRequestFacts } from '@commonseal/vault';
import { useId, useRef, useState } from 'react';
import { useTeam } from '../../../account-data/queries.ts';
import { TeamActError } from '../../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../../account-data/use-team-act.ts';
import { useUnlocked } from '../../../session/session-context.ts';
import { countWords } from '../../../text/amounts.ts';
import { memberName } from '../../../text/member-name.ts';
import { roleWords } from '../../../text/role-words.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import type { DialogProps } from '../../../ui/dialog.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { slipWords } from '../typed-words.ts';
import { WordsField } from '../words-field.tsx';
import { RefuseButton } from './refuse-button.tsx';
import { RequestFacts } from './request-facts.tsx';
import styles from './request.module.css';

export interface CheckWordsStepProps {
  readonly request: ResetRequestFacts;
  readonly onClose: () => void;
  readonly onDone: (words: string) => void;
}

const wordCount = 5;

/** The approver speaks with the requester, and types what they hear. The words are shown to nobody here. */
export function useCheckWordsStep({ request, onClose, onDone }: CheckWordsStepProps): DialogProps {
  const { vault } = useUnlocked();
  const formId = useId();
  const name = memberName(request.memberName);
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const [refuseError, setRefuseError] = useState<unknown>();
  const input = useRef<HTMLInputElement>(null);
  const { data: team } = useTeam();
  const others = team?.members.filter(({ isYou }) => !isYou) ?? [];
  const [speakingWith, setSpeakingWith] = useState<UserId | ''>('');
  const [isNobodyChosen, setNobodyChosen] = useState(false);
  const choice = useRef<HTMLSelectElement>(null);
  const check = useTeamAct(
    (spoken: { readonly words: string; readonly by: UserId }) =>
      vault.checkResetWords(request.requestName, spoken.words, spoken.by),
    (checked) => {
      const found = faultOf(checked);
      if (found === 'refused') onDone(`Five times the words were wrong: the request of ${name} is refused.`);
      else {
        setFault(found);
        if (found !== undefined) input.current?.focus();
      }
    },
  );
  const submit = () => {
    if (check.isPending) return;
    setNobodyChosen(speakingWith === '');
    if (speakingWith === '') choice.current?.focus();
    else check.mutate({ words: typed, by: speakingWith });
  };
  const error = check.error ?? refuseError;
  return {
    title: `Is it really ${name}?`,
    isOpen: true,
    onClose,
    isDismissable: !check.isPending,
    footer: (
      <>
        <Button type="submit" form={formId} variant="primary" isPending={check.isPending}>
          Compare the words
        </Button>
        <Button onPress={onClose} isDisabled={check.isPending}>
          Decide later
        </Button>
      </>
    ),
    children: (
      <>
        <Banner
          tone="warning"
          title="Refuse, unless you have spoken with them"
          actions={
            request.mayRefuse && (
              <RefuseButton
                request={request}
                isFocused
                isDisabled={check.isPending}
                onDone={onDone}
                onError={setRefuseError}
              />
            )
          }
        >
          Call them yourself, on a number that you know. Do not trust whoever calls or writes to you.
        </Banner>
        <RequestFacts request={request} />
        <ol className={styles['script']}>
          <li>Call {name}, or meet them. Hear that it is them.</li>
          <li>
            <span className={styles['quote']}>
              “Please read me the five words on your screen. They are not secret.”
            </span>{' '}
            Type what you hear.
          </li>
          <li>If they are right, you get two words to read back. Only then you decide.</li>
        </ol>
        {error !== null && error !== undefined && <TeamActError error={error} />}
        <form
          id={formId}
          noValidate
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault();
            setRefuseError(undefined);
            submit();
          }}
        >
          <SelectField<UserId | ''>
            label="Who is it that you speak with?"
            value={speakingWith}
            choices={[
              { value: '', words: 'Choose a name' },
              ...others.map(({ userId, name: other, role }) => ({
                value: userId,
                words: `${memberName(other)} (${roleWords[role]})`,
              })),
            ]}
            onChange={(value) => {
              setSpeakingWith(value);
              setNobodyChosen(false);
              setFault(undefined);
            }}
            error={isNobodyChosen ? 'First choose who it is. Then the words are compared.' : undefined}
            selectRef={choice}
          />
          <WordsField
            label="The five words that they read to you"
            description="They are shown nowhere here: only somebody who has asked knows them."
            value={typed}
            onChange={(value) => {
              setTyped(value);
              setFault(undefined);
            }}
            error={fault}
            inputRef={input}
          />
          {fault === undefined && (
            <p className={styles['tries']}>
              {countWords(request.triesLeft, 'try', 'tries')} left; then the request is refused by itself. A
              slip that makes no word is no try.
            </p>
          )}
        </form>
      </>
    ),
  };
}

/** `refused`: that was the last try. */
function faultOf(checked: CheckedWords): string | undefined {
  if (checked.kind === 'right') return undefined;
  if (checked.kind === 'another member')
    return `This request is in the name of ${memberName(checked.memberName)}, and not of whoever you speak with: refuse it. The words were not compared.`;
  if (checked.kind !== 'wrong') return slipWords(checked, wordCount);
  if (checked.triesLeft === 0) return 'refused';
  return `These are not the words of this request; ${countWords(checked.triesLeft, 'try', 'tries')} left. Have them read once more, slowly. If they stay wrong, refuse: somebody may stand in between.`;
}
