import type { GrantSummary, WorkerRequest } from '@commonseal/vault';
import { KeyRound } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTeam } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { workerName } from '../../text/member-name.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import list from '../../ui/list-page.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AccessPart } from './access-part.tsx';
import { ForOperatorPart } from './for-operator-part.tsx';
import { GrantDialog } from './grant-dialog.tsx';
import { GrantsList } from './grants-list.tsx';
import { RequestDialog } from './request-dialog.tsx';
import { RequestsPart } from './requests-part.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { StatusPart } from './status-part.tsx';
import { RunsPart } from './runs-part.tsx';
import { useGrants } from './use-grants.ts';
import { WhoDecides } from './who-decides.tsx';
import { WhoReadsPart } from './who-reads-part.tsx';

type Act =
  | { readonly kind: 'grant' }
  | { readonly kind: 'revoke'; readonly grant: GrantSummary }
  | { readonly kind: 'request'; readonly request: WorkerRequest };

export function WorkerPage() {
  const { vault } = useUnlocked();
  const team = useTeam();
  const grants = useGrants();
  const [act, setAct] = useState<Act>();
  /** What was done last: said once, and the focus goes to the heading, since what was pressed may be gone. */
  const [done, setDone] = useState({ count: 0, words: '' });
  const revoke = useCallback((grant: GrantSummary) => setAct({ kind: 'revoke', grant }), []);
  const lookAt = useCallback((request: WorkerRequest) => setAct({ kind: 'request', request }), []);
  const close = () => setAct(undefined);
  const finish = (words: string) => {
    close();
    setDone(({ count }) => ({ count: count + 1, words }));
  };
  const isOwner = team.data?.ownRole === 'owner';
  const error = team.error ?? grants.error;
  const retry = () => {
    void team.refetch();
    void grants.refetch();
  };
  return (
    <div className={classNames(list['page'], list['spaced'])}>
      <header className={list['head']}>
        <PageHeading documentTitle="Worker" focusKey={String(done.count)}>
          Worker
        </PageHeading>
        <p className={list['lead']}>
          A program of your operator that may read this account, so that it can work on content again: make
          old statements searchable, for instance, or read attachments. None can unless an owner of this
          account lets it.
        </p>
        <p role="status" className={list['done']}>
          {done.words}
        </p>
        {isOwner && grants.data !== undefined && (
          <div>
            <Button
              variant="primary"
              icon={<KeyRound size={16} aria-hidden="true" />}
              onPress={() => setAct({ kind: 'grant' })}
            >
              Let a program read
            </Button>
          </div>
        )}
        {team.data !== undefined && !isOwner && <WhoDecides team={team.data} />}
      </header>
      {error !== null && <ErrorBanner error={error} actions={<Button onPress={retry}>Try again</Button>} />}
      {(team.isPending || grants.isPending) && error === null && (
        <Skeleton lines={6} label="Looking up who and what can read this account…" />
      )}
      {team.data !== undefined && grants.data !== undefined && (
        <>
          <StatusPart grants={grants.data} team={team.data} />
          <RequestsPart workers={vault} isOwner={isOwner} onLook={lookAt} />
          <WhoReadsPart grants={grants.data} team={team.data} />
          {grants.data.length > 0 && <RunsPart work={vault} grants={grants.data} />}
          <GrantsList grants={grants.data} onRevoke={isOwner ? revoke : undefined} />
          {grants.data.length > 0 && <AccessPart work={vault} grants={grants.data} />}
          <ForOperatorPart />
        </>
      )}
      {act?.kind === 'grant' && grants.data !== undefined && (
        <GrantDialog workers={vault} grants={grants.data} onClose={close} onDone={finish} />
      )}
      {act?.kind === 'revoke' && (
        <RevokeDialog
          grant={act.grant}
          grants={grants.data ?? []}
          onClose={close}
          onDone={() => finish(revokedWords(act.grant))}
        />
      )}
      {act?.kind === 'request' && (
        <RequestDialog
          workers={vault}
          request={act.request}
          grants={grants.data ?? []}
          onClose={close}
          onDone={finish}
        />
      )}
    </div>
  );
}

function revokedWords({ workerName: name, terms, standing }: GrantSummary): string {
  const key = terms.kind === 'standing' && standing === 'in force' ? ', and the account has a new key' : '';
  return `What ${workerName(name)} was granted is revoked${key}.`;
}
