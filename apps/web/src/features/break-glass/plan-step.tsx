import type { BreakGlassFacts } from '@commonseal/vault';
import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import styles from '../../printed/print-page.module.css';
import { dateWords } from '../../text/dates.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import planStyles from './plan-step.module.css';
import {
  type SetPlan,
  canAdd,
  canRemove,
  holderFault,
  thresholds,
  withName,
  withOneMore,
  without,
} from './set-plan.ts';
import { enoughSheets } from './sheet-words.ts';

export interface PlanStepProps {
  readonly plan: SetPlan;
  /** The set in force; undefined while it is looked up. */
  readonly present: BreakGlassFacts | null | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onChange: (plan: SetPlan) => void;
  readonly onMake: () => void;
  readonly onLeave: () => void;
}

/** Who keeps a sheet, and how many it takes. */
export function PlanStep(props: PlanStepProps) {
  const { plan, present, error, isPending, onChange, onMake, onLeave } = props;
  const [faults, setFaults] = useState<readonly (string | undefined)[]>([]);
  const fields = useRef(new Map<number, HTMLInputElement>());
  const [added, setAdded] = useState<number>();
  useEffect(() => {
    if (added !== undefined) fields.current.get(added)?.focus();
  }, [added]);
  const change = (next: SetPlan) => {
    setFaults([]);
    onChange(next);
  };
  const submit = () => {
    if (isPending) return;
    const found = plan.holders.map((_, at) => holderFault(plan, at));
    setFaults(found);
    const wrong = plan.holders.find((_, at) => found[at] !== undefined);
    if (wrong === undefined) onMake();
    else fields.current.get(wrong.id)?.focus();
  };
  const numbers = { threshold: plan.threshold, count: plan.holders.length };
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Break-glass sheets" focusKey="plan">
        Make break-glass sheets
      </PageHeading>
      <p className={styles['lead']}>
        Printed pages for the day on which everybody has forgotten their password. Give each to somebody else,
        or keep them in places that nobody else has the keys to.
      </p>
      {error !== null && <ErrorBanner error={error} />}
      <form
        noValidate
        className={planStyles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <fieldset className={planStyles['holders']}>
          <legend>Who keeps a sheet</legend>
          {plan.holders.map(({ id, name }, at) => (
            <div key={id} className={planStyles['holder']}>
              <TextField
                label={`Sheet ${at + 1} is kept by`}
                autoComplete="off"
                value={name}
                onChange={(value) => change(withName(plan, id, value))}
                error={faults[at]}
                inputRef={(input) => {
                  if (input === null) fields.current.delete(id);
                  else fields.current.set(id, input);
                }}
              />
              {canRemove(plan) && (
                <Button
                  variant="quiet"
                  iconOnly
                  aria-label={`Leave sheet ${at + 1} out`}
                  icon={<X size={16} aria-hidden="true" />}
                  isDisabled={isPending}
                  onPress={() => {
                    change(without(plan, id));
                    setAdded(plan.holders.find((other) => other.id !== id)?.id);
                  }}
                />
              )}
            </div>
          ))}
          {canAdd(plan) && (
            <div>
              <Button
                icon={<Plus size={16} aria-hidden="true" />}
                isDisabled={isPending}
                onPress={() => {
                  const next = withOneMore(plan);
                  change(next);
                  setAdded(next.holders.at(-1)?.id);
                }}
              >
                One more sheet
              </Button>
            </div>
          )}
          <p className={styles['soft']}>
            Names or places, for example “Ana” or “Safe at the notary”. They stand on the sheets and in the
            account’s record; the server cannot read them.
          </p>
        </fieldset>
        <SelectField
          label="How many are needed to get in"
          value={String(plan.threshold)}
          choices={thresholds(plan).map((threshold) => ({
            value: String(threshold),
            words:
              threshold === numbers.count
                ? `All ${numbers.count}: if one is lost, the others are worth nothing`
                : `Any ${threshold} of ${numbers.count}: ${lossWords(numbers.count - threshold)}`,
          }))}
          onChange={(threshold) => change({ ...plan, threshold: Number(threshold) })}
        />
        <ul className={consequences['consequences']}>
          <li>
            <strong>
              Whoever brings {enoughSheets(numbers)} together can read everything here, unseen, and come in as
              an owner.
            </strong>{' '}
            Choose people who would not do that together without a reason.
          </li>
          <li>Everybody in this account sees that there are sheets, and who keeps them.</li>
          <li>
            They count from the end of this way on: after each was printed, and you have shown that it can be
            read. If you leave before, nothing has changed.
          </li>
          <li>
            They count as long as you are an owner here. When the account’s key changes, nothing has to be
            printed again.
          </li>
          {present && (
            <li>
              The sheets of set {present.setName}, of {dateWords(present.madeAtMs)}, let nobody in any more
              from then on.
            </li>
          )}
        </ul>
        <div className={styles['actions']}>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            // What they replace stands on the paper.
            isDisabled={present === undefined}
          >
            Make the sheets
          </Button>
          <Button onPress={onLeave} isDisabled={isPending}>
            Not now
          </Button>
        </div>
      </form>
    </section>
  );
}

function lossWords(spare: number): string {
  return spare === 1 ? 'one may be lost' : `${spare} may be lost`;
}
