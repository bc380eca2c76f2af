import { UserId, maxEntryBytes } from '@commonseal/protocol';
import { type AccountState, apply } from '@commonseal/account-log';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { admitMember } from '../src/account/access.ts';
import { maxDevices } from '../src/account/entries/writer.ts';
import { maxMembers, maxPendingInvites, maxRecipients } from '../src/account/limits.ts';
import { ben, eve, nextEpochPart, patternBytes, reasonOf } from './samples.ts';
import { invites, teamState } from './team-cases.ts';
import { breakGlassEntry, breakGlassUseEntry } from './let-back-in-samples.ts';
import { appended, joinEntry, removalEntry } from './team-samples.ts';

beforeAll(cryptoReady);

function withMembers(state: AccountState, count: number): AccountState {
  const [member] = state.members.values();
  if (!member) throw new TypeError('a member was expected');
  let full = state;
  for (let at = state.members.size; at < count; at += 1) {
    const key = patternBytes(32, 7);
    key.set([at >> 8, at], 20);
    const userId = UserId.fromBytes(key);
    full = { ...full, ...admitMember(full, { ...member, userId, signingKey: key, receivingKey: key }) };
  }
  return full;
}

describe('an account', () => {
  it('takes no more members than a new account key can be sealed to', () => {
    expect(maxMembers + maxPendingInvites).toBe(maxRecipients);
    const almost = withMembers(teamState(), maxMembers - 1);
    const full = withMembers(almost, maxMembers);
    expect(reasonOf(apply(almost, joinEntry(almost, invites.pending, eve)))).toBe('accepted');
    expect(reasonOf(apply(full, joinEntry(full, invites.pending, eve)))).toBe('too many');
  });

  it('counts a break-glass set as one of them, and always has room for whoever comes in by it', () => {
    const almost = withMembers(teamState(), maxMembers - 1);
    const withSet = appended(almost, breakGlassEntry(almost, 0));
    expect(reasonOf(apply(withSet, joinEntry(withSet, invites.pending, eve)))).toBe('too many');
    expect(reasonOf(apply(withSet, breakGlassUseEntry(withSet, 0)))).toBe('accepted');
    expect(reasonOf(apply(withSet, breakGlassEntry(withSet, 1)))).toBe('accepted');
    const full = withMembers(almost, maxMembers);
    expect(reasonOf(apply(full, breakGlassEntry(full, 0)))).toBe('too many');
  }, 120_000);

  it('can remove somebody however many recipients and devices there are', () => {
    const state = teamState();
    const part = nextEpochPart(state);
    const [seal] = part.seals;
    if (!seal) throw new TypeError('a seal was expected');
    const [device = 'none' as never] = state.devices.get(ben.userId) ?? [];
    const largest = removalEntry(state, ben, {
      chainEnds: Array.from({ length: maxDevices }, () => ({
        writerId: device,
        batchCount: 0,
        lastHash: new Uint8Array(32),
      })),
      part: { ...part, seals: Array.from({ length: maxRecipients }, () => seal) },
    });
    expect(largest.length).toBeLessThan(maxEntryBytes);
    // It is read to its end, and refused for what it says.
    expect(reasonOf(apply(state, largest))).toBe('chains differ');
  });
});
