import { Fragment } from 'react';
import { memberName } from '../../text/member-name.ts';
import { AddressWords } from '../../ui/address-words.tsx';

/** Who has which sheet: in the order of their numbers. */
export function HolderNames({ names }: { readonly names: readonly string[] }) {
  return names.map((name, at) => (
    <Fragment key={`${at} ${name}`}>
      {at > 0 && ', '}
      {at + 1}:{' '}
      <bdi>
        <AddressWords words={memberName(name)} />
      </bdi>
    </Fragment>
  ));
}
