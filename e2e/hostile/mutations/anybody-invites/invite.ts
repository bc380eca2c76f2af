import { inviteEntry as realEntry } from '../../../../packages/account-log/src/account/entries/invite.ts';

export * from '../../../../packages/account-log/src/account/entries/invite.ts';

/** By whomever: nobody looks at the author's role. */
export const inviteEntry: typeof realEntry = {
  ...realEntry,
  apply: (state, payload, { frame, author }) =>
    realEntry.apply(state, payload, { frame, author: { ...author, role: 'owner' } }),
};
