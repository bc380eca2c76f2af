import type { RemovalPreview } from '@commonseal/vault';
import { countWords } from '../../text/amounts.ts';
import { workerName } from '../../text/member-name.ts';
import styles from '../../ui/consequences.module.css';

export interface WhatRemovalDoesProps {
  readonly preview: RemovalPreview;
  /** Nothing has been heard of them since: whether the key has gone over is not known here. */
  readonly hasJoinedOnly: boolean;
  readonly hasMadeBreakGlass: boolean;
}

export function WhatRemovalDoes({ preview, hasJoinedOnly, hasMadeBreakGlass }: WhatRemovalDoesProps) {
  const { readableItems, devices, voidedInvites, remaining, remainingWorkers, grantedWorkers } = preview;
  const items = countWords(readableItems, 'item');
  return (
    <>
      <p>They are out from the moment that it is done. What they had is another matter:</p>
      <ul className={styles['consequences']}>
        <li>
          {hasJoinedOnly
            ? `They have joined, and perhaps not got the key yet. If they have, they could read ${items}.`
            : `They could read ${items} until now.`}{' '}
          What they read or saved they keep: nobody can take that back.
        </li>
        <li>
          A new account key is made now, and goes to{' '}
          {remaining === 1 ? 'you alone' : `the ${countWords(remaining, 'person', 'people')} who remain`}
          {remainingWorkers > 0 && `, and to ${countWords(remainingWorkers, 'worker')} that may read`}. What
          comes from then on is sealed under it; a source that has not heard of it yet may still deliver under
          the old one for a moment. You go on reading what is old.
        </li>
        {grantedWorkers.length > 0 && (
          <li>
            {countWords(grantedWorkers.length, 'worker')} that they let in{' '}
            {grantedWorkers.length === 1 ? 'goes' : 'go'} on reading: <Names names={grantedWorkers} />. That
            does not end with them. If it should, an owner has to revoke it, worker by worker.
          </li>
        )}
        {devices > 0 && (
          <li>
            {devices === 1
              ? 'Their device stops delivering. What it brought here stays.'
              : `Their ${countWords(devices, 'device')} stop delivering. What they brought here stays.`}
          </li>
        )}
        {voidedInvites > 0 && (
          <li>
            {countWords(voidedInvites, 'open invitation')} of this account{' '}
            {voidedInvites === 1 ? 'stops' : 'stop'} working, since they may know the link. Make new ones for
            those who should still join.
          </li>
        )}
        {hasMadeBreakGlass && (
          <li>
            The break-glass sheets let nobody in any more, since they made them and may have kept the codes.
            Make new ones.
          </li>
        )}
        <li>
          It is written into the account’s record, for everybody here to see. To undo it, invite them again.
        </li>
      </ul>
    </>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return names.map((name, index) => (
    <span key={`${name} ${index}`}>
      {index > 0 && ', '}
      <bdi>{workerName(name)}</bdi>
    </span>
  ));
}
