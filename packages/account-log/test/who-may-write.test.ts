import { BreakGlassId, InviteId, UserId, WorkerId, WriterId } from '@commonseal/protocol';
import { type AccountState, apply } from '@commonseal/account-log';
import { type SigningSeed, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AccountEntryName, accountEntryTypes, authorKinds } from '../src/account/entry-kind.ts';
import {
  breakGlassEntry,
  breakGlassIdOf,
  breakGlassSeedOf,
  breakGlassUseEntry,
  breakGlassWithdrawalEntry,
  gil,
  requestOf,
  resetEntry,
  vouchEntry,
} from './let-back-in-samples.ts';
import {
  grantOf,
  grantRevocationEntry,
  jobGrantEntry,
  standingEntry,
  workerIdFor,
  workerSeedOf,
  workerWriterEntry,
} from './grant-samples.ts';
import { gus } from './let-back-in-cases.ts';
import {
  type Person,
  ada,
  ben,
  craftEntry,
  epochEntry,
  eve,
  genesisOf,
  reasonOf,
  revocationEntry,
  writerEntry,
  writerSeedOf,
} from './samples.ts';
import { cem, dan, invites, teamState } from './team-cases.ts';
import {
  appended,
  inviteEntry,
  inviteIdOf,
  inviteRevocationEntry,
  inviteSeedOf,
  joinEntry,
  newSeedOf,
  policyEntry,
  receiptEntry,
  rekeyEntry,
  removalEntry,
  roleEntry,
} from './team-samples.ts';

/** What the words of the table mean; any other word in a cell fails. */
const answers: Readonly<Record<string, string>> = {
  allowed: 'accepted',
  'refused: no member': 'author is no member',
  'refused: not entitled': 'author is not entitled',
  'refused: not a first entry': 'unknown entry',
  'refused: no owner approves': 'no owner approves',
};

interface Author {
  readonly kind: keyof typeof authorKinds;
  /** Under which id and with which key the entry is signed. */
  readonly signer: Person;
  /** Whose own things the rows that speak of own ones are about; anybody's, where there are none. */
  readonly own: Person;
  readonly ownDevice: number;
}

const [adaDevice, benDevice, cemDevice] = [21, 1, 22];
const nobodys = { own: ben, ownDevice: benDevice };

function signerOf(id: Uint8Array, seed: SigningSeed): Person {
  return { userId: UserId.fromBytes(id), seed: seed as Person['seed'] };
}

const roles: Readonly<Record<string, () => Author>> = {
  owner: () => ({ kind: 'member', signer: ada, own: ada, ownDevice: adaDevice }),
  member: () => ({ kind: 'member', signer: ben, own: ben, ownDevice: benDevice }),
  'removed member': () => ({ kind: 'member', signer: dan, ...nobodys }),
  stranger: () => ({ kind: 'member', signer: eve, ...nobodys }),
  'key of an invite': () => ({
    kind: 'invite',
    signer: signerOf(InviteId.toBytes(inviteIdOf(invites.pending)), inviteSeedOf(invites.pending)),
    ...nobodys,
  }),
  'key of a break-glass set': () => ({
    kind: 'breakGlass',
    signer: signerOf(BreakGlassId.toBytes(breakGlassIdOf(0)), breakGlassSeedOf(0)),
    ...nobodys,
  }),
  'key of a granted worker': () => ({
    kind: 'worker',
    signer: signerOf(WorkerId.toBytes(workerIdFor(0)), workerSeedOf(0)),
    ...nobodys,
  }),
  writer: () => ({
    kind: 'member',
    signer: signerOf(WriterId.toBytes(writerIdOf(writerSeedOf(0))), writerSeedOf(0)),
    ...nobodys,
  }),
};

/**
 * The team, where each owner has a device too, there is one more member, a break-glass set that Cem made, a worker
 * that reads and one that has a job.
 */
function tableState(): AccountState {
  const withAda = appended(teamState(), writerEntry(teamState(), adaDevice, 'device', ada));
  const withBoth = appended(withAda, writerEntry(withAda, cemDevice, 'device', cem));
  const invited = appended(withBoth, inviteEntry(withBoth, 31));
  const joined = appended(invited, joinEntry(invited, 31, gus));
  const withSet = appended(joined, breakGlassEntry(joined, 0, { author: cem }));
  const granted = appended(withSet, standingEntry(withSet, 0));
  return appended(granted, jobGrantEntry(granted, 1));
}

/** One approval is enough. */
function vouchedBy(vouchers: 'owners' | 'members') {
  return (state: AccountState) => appended(state, policyEntry(state, { vouchers, approvals: 1 }));
}

interface Row {
  readonly kind: AccountEntryName;
  /** An entry that somebody entitled would make, with what the rules ask for; it is signed anew by who is asked for. */
  make(state: AccountState, own: Person, ownDevice: number): Uint8Array;
  /** What the account is like, where it matters. */
  readonly before?: (state: AccountState) => AccountState;
  readonly coSigner?: (own: Person) => Person;
}

const rows: Readonly<Record<string, Row>> = {
  genesis: { kind: 'genesis', make: () => genesisOf() },
  epoch: { kind: 'epoch', make: (state) => epochEntry(state) },
  'writer: a connector': { kind: 'writer', make: (state) => writerEntry(state, 30, 'connector') },
  'writer: a worker': { kind: 'writer', make: (state) => writerEntry(state, 30, 'worker') },
  'writer: an own device': { kind: 'writer', make: (state) => writerEntry(state, 30, 'device') },
  'revoke-writer: a connector': { kind: 'revokeWriter', make: (state) => revocationEntry(state, 0) },
  'revoke-writer: an own device': {
    kind: 'revokeWriter',
    make: (state, _own, device) => revocationEntry(state, device),
  },
  "revoke-writer: somebody else's device": {
    kind: 'revokeWriter',
    make: (state) => revocationEntry(state, cemDevice),
  },
  'invite: as a member': { kind: 'invite', make: (state) => inviteEntry(state, 30) },
  'invite: as an owner': { kind: 'invite', make: (state) => inviteEntry(state, 30, { role: 'owner' }) },
  'invite: opening at once': { kind: 'invite', make: (state) => inviteEntry(state, 30, { opens: true }) },
  'revoke-invite': {
    kind: 'revokeInvite',
    make: (state) => inviteRevocationEntry(state, invites.pending),
  },
  'revoke-invite: opening at once': {
    kind: 'revokeInvite',
    make: (state) => inviteRevocationEntry(state, invites.opening),
  },
  join: { kind: 'join', make: (state) => joinEntry(state, invites.pending, eve), coSigner: () => eve },
  'remove: another member': { kind: 'remove', make: (state) => removalEntry(state, gus) },
  'remove: an owner': { kind: 'remove', make: (state) => removalEntry(state, cem) },
  'remove: oneself': { kind: 'remove', make: (state, own) => removalEntry(state, own) },
  'role: a member becomes an owner': { kind: 'role', make: (state) => roleEntry(state, ben, 'owner') },
  'role: an owner becomes a member': { kind: 'role', make: (state) => roleEntry(state, cem, 'member') },
  policy: { kind: 'policy', make: (state) => policyEntry(state) },
  'rekey: the own keys': {
    kind: 'rekey',
    make: (state, own) => rekeyEntry(state, { author: own }),
    coSigner: (own) => ({ ...own, seed: newSeedOf(own) }),
  },
  receipt: { kind: 'receipt', make: (state) => receiptEntry(state) },
  'vouch: where owners do': {
    kind: 'vouch',
    before: vouchedBy('owners'),
    make: (state) => vouchEntry(state, requestOf(state, gus)),
  },
  'vouch: where all members do': {
    kind: 'vouch',
    before: vouchedBy('members'),
    make: (state) => vouchEntry(state, requestOf(state, gus)),
  },
  'vouch: for oneself': {
    kind: 'vouch',
    before: vouchedBy('members'),
    make: (state, own) => vouchEntry(state, requestOf(state, own)),
  },
  'reset: of a member, where owners vouch': {
    kind: 'reset',
    before: vouchedBy('owners'),
    make: (state) => resetEntry(state, requestOf(state, gus)),
  },
  'reset: of a member, where all members do': {
    kind: 'reset',
    before: vouchedBy('members'),
    make: (state) => resetEntry(state, requestOf(state, gus)),
  },
  'reset: of an owner, where all members do': {
    kind: 'reset',
    before: vouchedBy('members'),
    make: (state) => resetEntry(state, requestOf(state, cem), { author: ada }),
  },
  'reset: of oneself': {
    kind: 'reset',
    before: vouchedBy('members'),
    make: (state, own) => resetEntry(state, requestOf(state, own), { author: own === ada ? cem : ada }),
  },
  'break-glass: a set in the place of another': {
    kind: 'breakGlass',
    make: (state) => breakGlassEntry(state, 1),
  },
  'withdraw-break-glass': {
    kind: 'withdrawBreakGlass',
    make: (state) => breakGlassWithdrawalEntry(state, 0),
  },
  'break-glass-use': {
    kind: 'breakGlassUse',
    make: (state) => breakGlassUseEntry(state, 0),
    coSigner: () => gil,
  },
  'grant: standing': { kind: 'grant', make: (state) => standingEntry(state, 8) },
  'grant: in the place of another': { kind: 'grant', make: (state) => standingEntry(state, 0) },
  'grant: one job': { kind: 'grant', make: (state) => jobGrantEntry(state, 8) },
  'revoke-grant: standing': {
    kind: 'revokeGrant',
    make: (state) => grantRevocationEntry(state, grantOf(state, 0)),
  },
  'revoke-grant: one job': {
    kind: 'revokeGrant',
    make: (state) => grantRevocationEntry(state, grantOf(state, 1, 'job')),
  },
  'worker-writer': {
    kind: 'workerWriter',
    make: (state) => workerWriterEntry(state, 0, 50),
    coSigner: () => signerOf(WriterId.toBytes(writerIdOf(writerSeedOf(50))), writerSeedOf(50)),
  },
};

const [text = ''] = Object.values(
  import.meta.glob<string>('../../../docs/who-may-write.md', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

/** The cells of the table that begins with `entry`, with the names of their row and column. */
function readTable(): { readonly row: string; readonly column: string; readonly cell: string }[] {
  const lines = /^\| entry .*\n(?:\|.*\n)+/m.exec(text)?.[0].trimEnd().split('\n') ?? [];
  const [head = [], , ...body] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return body.flatMap(([row = '', ...cells]) =>
    cells.map((cell, at) => ({ row, column: head[at + 1] ?? '', cell })),
  );
}

const cells = readTable();

beforeAll(cryptoReady);

describe('the table of who may write what', () => {
  it('has a cell for every role and every entry, and no other', () => {
    const wanted = Object.keys(rows).flatMap((row) =>
      Object.keys(roles).map((column) => `${row} / ${column}`),
    );
    expect(cells.map(({ row, column }) => `${row} / ${column}`).toSorted()).toEqual(wanted.toSorted());
    expect(cells.length).toBeGreaterThanOrEqual(304);
  });

  it('has a row for every kind of entry', () => {
    const kinds = new Set(Object.values(rows).map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(Object.keys(accountEntryTypes).toSorted());
  });

  it.each(cells)('is what the rules answer: $row by $column: $cell', ({ row, column, cell }) => {
    const written = rows[row];
    const author = roles[column]?.();
    const expected = answers[cell];
    if (!written || !author || !expected) throw new TypeError(`not known: ${row}, ${column} or ${cell}`);
    const state = written.before?.(tableState()) ?? tableState();
    const entry = written.make(state, author.own, author.ownDevice);
    const signers = [author.signer, ...(written.coSigner ? [written.coSigner(author.own)] : [])];
    const result = apply(
      state,
      craftEntry({
        state,
        type: accountEntryTypes[written.kind],
        payload: entry.slice(4 + 84, -(1 + 64 * signers.length)),
        author: author.signer,
        authorKind: authorKinds[author.kind],
        signers,
      }),
    );
    expect(reasonOf(result)).toBe(expected);
    if (expected === 'accepted')
      expect(result).toMatchObject({ head: { sequence: state.head.sequence + 1 } });
  });
});
