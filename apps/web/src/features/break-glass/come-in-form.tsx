import { isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import { errorCodeOf } from '../../errors/error-code.ts';
import { newPasswordFault } from '../../new-password/new-password-fault.ts';
import { PersonForm, type TypedPerson } from '../../new-password/person-form.tsx';
import consequences from '../../ui/consequences.module.css';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import type { ReadSheet } from './read-sheets.ts';
import { setWords } from './sheet-words.ts';

export interface ComeInFormProps {
  /** Enough of them. */
  readonly sheets: readonly ReadSheet[];
  readonly person: TypedPerson;
  readonly onPerson: (person: TypedPerson) => void;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onComeIn: () => void;
  /** What was told of the attempt before is over. */
  readonly onAnew: () => void;
  readonly onBack: () => void;
}

export function ComeInForm(props: ComeInFormProps) {
  const { sheets, person, onPerson, error, isPending, onComeIn, onAnew, onBack } = props;
  const [first] = sheets;
  const isTaken = error !== null && errorCodeOf(error) === 'email_taken';
  return (
    <PersonForm
      person={person}
      onPerson={(next) => {
        if (isTaken && next.email !== person.email) onAnew();
        onPerson(next);
      }}
      faultsOf={({ email, password }) => ({
        email: isPlausibleEmail(normaliseEmail(email))
          ? undefined
          : 'Enter a whole e-mail address, such as name@example.org.',
        password: newPasswordFault(password),
      })}
      refused={isTaken ? { email: taken } : {}}
      emailDescription="The one that you had in this account, or one that is new here."
      submitWords="Use the sheets, and come in"
      isPending={isPending}
      onSubmit={onComeIn}
      other={{ words: 'Back to the sheets', onPress: onBack }}
    >
      <div className={form['heading']}>
        <PageHeading documentTitle="Break-glass sheets" focusKey="person">
          Come in as an owner
        </PageHeading>
        <p className={form['lead']}>
          The sheets fit together{first && ` (set ${setWords(first.share)})`}. This is what happens next:
        </p>
      </div>
      <ul className={consequences['consequences']}>
        <li>
          You come in as an owner, and read everything. Everybody of the account sees that, when they come
          back.
        </li>
        <li>The sheets are used up, those that are not here included. You are asked to make new ones.</li>
        <li>
          Whoever had this e-mail address in the account before has no way in any more: no password, no
          passkey, no recovery kit. If that was you, what you had read and starred is lost; no content is.
        </li>
      </ul>
      {error !== null && !isTaken && <WaysInError error={error} ifUnsettled={ifUnsettled} />}
    </PersonForm>
  );
}

const taken =
  'This address belongs to somebody on this server who is not in that account. Nothing was changed. Use another address.';
const ifUnsettled =
  'It is not known whether it arrived; nothing is half done. Try again: if the sheets are then said to be over, you are in already. Unlock with your new password.';
