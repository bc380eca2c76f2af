import { type AccountState, recipientsOf, rotationDue } from '@commonseal/account-log';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { ada, ben, epochEntry, eve, newLog, startMs } from './samples.ts';
import { cem } from './team-cases.ts';
import {
  appended,
  inviteEntry,
  inviteRevocationEntry,
  joinEntry,
  policyEntry,
  rekeyEntry,
  removalEntry,
  roleEntry,
  withJoined,
} from './team-samples.ts';

beforeAll(cryptoReady);

const expiresAtMs = startMs + 10_000;
const laterMs = expiresAtMs + 1;

function accountOfThree(): AccountState {
  return withJoined(withJoined(newLog().state, ben, 0), cem, 1, 'owner');
}

/** With an invite of Cem's that opens at once and expires. */
function withOpenInvite(state = accountOfThree()): AccountState {
  return appended(state, inviteEntry(state, 2, { opens: true, expiresAtMs, author: cem }));
}

describe('a new account key is due', () => {
  it('to nobody as long as everybody who has the current one may have it', () => {
    expect(rotationDue(accountOfThree(), laterMs)).toBeUndefined();
    expect(rotationDue(withOpenInvite(), expiresAtMs - 1)).toBeUndefined();
  });

  it('from the moment on in which a link that opens at once has expired', () => {
    expect(rotationDue(withOpenInvite(), expiresAtMs)).toBe('invite has expired');
  });

  it('not for a link that opens nothing', () => {
    const state = accountOfThree();
    expect(rotationDue(appended(state, inviteEntry(state, 2, { expiresAtMs })), laterMs)).toBeUndefined();
  });

  it('also when the account key was replaced before the link expired', () => {
    const state = withOpenInvite();
    expect(rotationDue(appended(state, epochEntry(state)), laterMs)).toBe('invite has expired');
  });

  it('not any more once the account key was replaced after it', () => {
    const state = withOpenInvite();
    const replaced = appended(state, epochEntry(state, { seals: sealsAt(state, laterMs) }, ada, laterMs));
    expect(rotationDue(replaced, laterMs)).toBeUndefined();
  });

  it.each([
    ['revoked', (state: AccountState) => inviteRevocationEntry(state, 2, { nowMs: laterMs })],
    [
      'followed by one that makes its author a member',
      (state: AccountState) => roleEntry(state, cem, 'member', { nowMs: laterMs }),
    ],
    ['followed by anything else', (state: AccountState) => policyEntry(state, undefined, { nowMs: laterMs })],
  ])('still when the expired link was %s without a new account key', (_, make) => {
    const state = withOpenInvite();
    const after = appended(state, make(state));
    expect(after.epochs.size).toBe(state.epochs.size);
    expect(rotationDue(after, laterMs)).toBe('invite has expired');
  });

  it('also by the time of the log when the own clock is behind', () => {
    const state = withOpenInvite();
    const after = appended(state, policyEntry(state, undefined, { nowMs: laterMs }));
    expect(rotationDue(after, startMs)).toBe('invite has expired');
  });

  it.each([
    ['used', (state: AccountState) => joinEntry(state, 2, eve)],
    ['revoked', (state: AccountState) => inviteRevocationEntry(state, 2)],
    ['voided by a removal', (state: AccountState) => removalEntry(state, ben)],
    ['voided with its author’s ownership', (state: AccountState) => roleEntry(state, cem, 'member')],
    ['voided with its author’s keys', (state: AccountState) => rekeyEntry(state, { author: cem })],
  ])('not when the link was %s before it expired: that entry brought one', (_, make) => {
    const state = withOpenInvite();
    const after = appended(state, make(state));
    expect(after.epochs.size).toBe(state.epochs.size + 1);
    expect(rotationDue(after, laterMs)).toBeUndefined();
  });

  it('when somebody has left: they made the key that followed', () => {
    const state = accountOfThree();
    const left = appended(state, removalEntry(state, ben, { author: ben }));
    expect(rotationDue(left, startMs)).toBe('author has left');
    const replaced = appended(left, epochEntry(left, {}, cem));
    expect(rotationDue(replaced, startMs)).toBeUndefined();
  });
});

function sealsAt(state: AccountState, atMs: number) {
  return recipientsOf(state, atMs).map(({ recipient }) => ({ recipient, sealHash: new Uint8Array(32) }));
}
