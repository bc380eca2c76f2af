import { encodeWorkerFingerprint, readWorkerFingerprint } from '@commonseal/protocol';
import type { GrantSummary, GrantsApi, WorkerRequest } from '@commonseal/vault';
import { useRef, useState } from 'react';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { nameFault } from '../../text/check-name.ts';
import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { ChoiceList } from '../../ui/choice-list.tsx';
import consequences from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { fingerprintCode } from './fingerprint-code.ts';
import {
  type JobDays,
  itemWords,
  jobDayChoices,
  jobWords,
  missingWords,
  requestName,
  wishWords,
} from './request-words.ts';

/** So many are shown at once. */
const fewItems = 5;
const dayMs = 24 * 60 * 60_000;

export interface RequestDialogProps {
  readonly workers: GrantsApi;
  readonly request: WorkerRequest;
  /** All there are. */
  readonly grants: readonly GrantSummary[];
  readonly onClose: () => void;
  /** Says what was done. */
  readonly onDone: (words: string) => void;
}

/** One job that a worker asks for: an owner lets it be done, or refuses it. */
export function RequestDialog({ workers, request, grants, onClose, onDone }: RequestDialogProps) {
  const { isKnown, identity, jobId, itemIds } = request;
  const [days, setDays] = useState<JobDays>('7');
  const [isEnough, setIsEnough] = useState(false);
  const [typed, setTyped] = useState('');
  const [name, setName] = useState(plainLine(request.workerName));
  const [faults, setFaults] = useState<{
    readonly code?: string | undefined;
    readonly name?: string | undefined;
  }>({});
  const nameInput = useRef<HTMLInputElement>(null);
  const codeArea = useRef<HTMLTextAreaElement>(null);
  const grant = useTeamAct(
    () =>
      workers.grantWorker({
        identity,
        typedFingerprint: isKnown ? undefined : typed,
        workerName: name.trim(),
        lifetimeMs: Number(days) * dayMs,
        terms: { kind: 'job', jobId, analyserName: request.analyserName, itemIds },
      }),
    () => onDone(`${plainLine(name)} may do the job now.`),
  );
  const refuse = useTeamAct(
    () => (isEnough ? workers.silenceWorker(request.workerId) : workers.refuseWorkerRequest(request)),
    () =>
      onDone(
        isEnough
          ? 'All that it asked for was refused. It asks no more, until an owner lets it ask again.'
          : 'The job was refused.',
      ),
  );
  const submit = () => {
    const found = {
      code: isKnown ? undefined : fingerprintFault(typed, request),
      name: nameFault(name, 'Say what it is, so that all here know it by that.'),
    };
    setFaults(found);
    if (found.code !== undefined) codeArea.current?.focus();
    else if (found.name !== undefined) nameInput.current?.focus();
    else grant.mutate(undefined);
  };
  const isPending = grant.isPending || refuse.isPending;
  const missing = missingWords(request);
  return (
    <Dialog
      title={`${requestName(request)} asks to read ${wishWords(request)}`}
      isOpen
      onClose={onClose}
      isDismissable={!isPending}
      footer={
        <>
          <Button
            variant="primary"
            isDisabled={itemIds.length === 0 || refuse.isPending}
            isPending={grant.isPending}
            onPress={submit}
          >
            Let it do this job
          </Button>
          <Button
            isDisabled={grant.isPending}
            isPending={refuse.isPending}
            onPress={() => refuse.mutate(undefined)}
          >
            Refuse
          </Button>
          <Button variant="quiet" onPress={onClose} isDisabled={isPending}>
            Decide later
          </Button>
        </>
      }
    >
      {missing !== undefined && <p>{missing}</p>}
      <ul className={consequences['consequences']}>
        {jobWords(request, grants).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <Disclosure
        title={`Which items: ${countWords(itemIds.length, 'item')}`}
        isOpen={itemIds.length <= fewItems}
      >
        <ul className={consequences['consequences']}>
          {itemWords(request).map((words, at) => (
            <li key={request.newestItems[at]?.itemId ?? 'more'}>
              <bdi>{words}</bdi>
            </li>
          ))}
        </ul>
      </Disclosure>
      {!isKnown && (
        <TextField
          label={fingerprintCode.label}
          description="Nothing was granted to it yet. Have your operator read its fingerprint out, and type that: not what stands on this page."
          rows={fingerprintCode.rows}
          monospace
          autoComplete="off"
          autoCorrect="off"
          value={typed}
          onChange={(value) => {
            setTyped(value);
            setFaults({});
          }}
          error={faults.code}
          areaRef={codeArea}
        />
      )}
      <TextField
        label="What it is called here"
        autoComplete="off"
        value={name}
        onChange={(value) => {
          setName(value);
          setFaults({});
        }}
        error={faults.name}
        inputRef={nameInput}
      />
      <ChoiceList label="It has" choices={jobDayChoices} chosen={days} onChoose={setDays} />
      <Checkbox
        words="If I refuse: let it ask for nothing more"
        isSelected={isEnough}
        onChange={setIsEnough}
      />
      {grant.isError && <TeamActError error={grant.error} />}
      {refuse.isError && <ErrorBanner error={refuse.error} />}
    </Dialog>
  );
}

/** What is wrong with what was typed for this very worker; undefined when nothing is. */
export function fingerprintFault(
  typed: string,
  { fingerprint }: Pick<WorkerRequest, 'fingerprint'>,
): string | undefined {
  if (typed.trim() === '') return fingerprintCode.missingWords;
  const reading = readWorkerFingerprint(typed);
  if (reading.kind !== 'whole') return fingerprintCode.faultOf(typed);
  return encodeWorkerFingerprint(reading.fingerprint).join() === fingerprint.join()
    ? undefined
    : 'This is the fingerprint of another worker than the one that asks. Refuse the job, unless your operator can explain it.';
}
