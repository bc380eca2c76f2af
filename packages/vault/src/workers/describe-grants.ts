import { WorkerId, encodeWorkerFingerprint } from '@commonseal/protocol';
import { type Grant, isInForce, workerFingerprint } from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';
import { readLogEntries } from '../account/log-entries.ts';
import { LogNames } from '../account/log-names.ts';
import type { GrantSummary } from '../grants-api.ts';

export async function describeGrants(session: AccountSession): Promise<GrantSummary[]> {
  const names = new LogNames(session, await readLogEntries(session));
  return [...session.log.state.grants.values()]
    .toReversed()
    .map((grant) => describeGrant(session, names, grant));
}

function describeGrant(session: AccountSession, names: LogNames, grant: Grant): GrantSummary {
  const { nowMs } = session.authoring();
  const { workerId, receivingKey, nameBox, grantedBy, since, sinceMs, expiresAtMs, ended } = grant;
  const signingKey = WorkerId.toBytes(workerId);
  return {
    grant: since,
    workerId,
    fingerprint: encodeWorkerFingerprint(workerFingerprint({ signingKey, receivingKey })),
    workerName: names.ofGranted(nameBox, since),
    terms: describeTerms(session, grant),
    grantedByName: names.ofPerson(grantedBy),
    grantedAtMs: sinceMs,
    expiresAtMs,
    standing: ended?.how ?? (isInForce(grant, nowMs) ? 'in force' : 'expired'),
    endedAtMs: ended?.sinceMs,
  };
}

function describeTerms(session: AccountSession, { terms, since }: Grant): GrantSummary['terms'] {
  if (terms.kind === 'job') {
    const { jobId, itemCount, analyserBox } = terms;
    return { kind: 'job', jobId, itemCount, analyserName: session.nameOf('analyser', analyserBox, since) };
  }
  const { writers } = session.log.state;
  const sources = terms.writerIds?.map((writerId) => {
    const writer = writers.get(writerId);
    return { writerId, name: writer ? session.nameOfWriter(writer) : '' };
  });
  return { kind: 'standing', sources };
}
