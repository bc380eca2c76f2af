import { Fragment } from 'react';

/** An e-mail address, or a name that holds one: where there is little room it breaks behind the @. */
export function AddressWords({ words }: { readonly words: string }) {
  return words.split(/(?<=@)/).map((part, index) => (
    <Fragment key={`${index} ${part}`}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
