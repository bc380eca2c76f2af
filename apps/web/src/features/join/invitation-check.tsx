import type { UnlockedAccount, VaultApi } from '@commonseal/vault';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { whileBusy } from '../../session/busy.ts';
import type { InviteLinkParts } from '../../session/invite-link-parts.ts';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AlreadyIn } from './already-in.tsx';
import { InvitationFault } from './invitation-fault.tsx';
import { InvitationOffer } from './invitation-offer.tsx';
import { lookAtInvite } from './look-at-invite.ts';

export interface InvitationCheckProps {
  readonly vault: VaultApi;
  readonly link: string;
  readonly parts: InviteLinkParts;
  readonly onJoined: (account: UnlockedAccount) => void;
  readonly onPutAside: () => void;
}

/** For somebody who is unlocked: the invitation is looked up in the account's own record, which is verified here. */
export function InvitationCheck({ vault, link, parts, onJoined, onPutAside }: InvitationCheckProps) {
  const { accountId } = parts;
  const checkId = useId();
  const looked = useQuery({
    // Never the link: it is a secret, and keys of queries are no place for one. Two links of one account are two.
    queryKey: ['invitation', accountId, checkId],
    queryFn: () => lookAtInvite(vault, link, accountId),
    gcTime: 0,
  });
  const join = useMutation({
    mutationFn: (isKnown: boolean) =>
      whileBusy(() => (isKnown ? vault.switchAccount(accountId) : vault.acceptInvite(link))),
    onSuccess: onJoined,
  });
  if (looked.isError && !looked.isFetching) {
    return (
      <InvitationFault
        error={looked.error}
        parts={parts}
        onAgain={() => void looked.refetch()}
        onPutAside={onPutAside}
      />
    );
  }
  if (looked.data === undefined) {
    return (
      <div className={form['form']}>
        <div className={form['heading']}>
          <PageHeading documentTitle="Invitation">Checking the invitation</PageHeading>
        </div>
        <Skeleton lines={4} label="Fetching the account’s record, and verifying it on this device…" />
      </div>
    );
  }
  const shared = { parts, isPending: join.isPending, error: join.error, onPutAside };
  return looked.data.kind === 'already in' ? (
    <AlreadyIn {...shared} known={looked.data} onOpen={(isKnown) => join.mutate(isKnown)} />
  ) : (
    <InvitationOffer {...shared} offer={looked.data.offer} onJoin={() => join.mutate(false)} />
  );
}
