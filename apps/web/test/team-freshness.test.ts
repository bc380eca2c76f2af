import { UserId } from '@commonseal/protocol';
import type { MemberSummary, Team } from '@commonseal/vault';
import { expect, it } from 'vitest';
import { isOutdated } from '../src/account-data/team-freshness.ts';

const nowMs = Date.UTC(2026, 2, 10, 9, 30);
const minuteMs = 60_000;

const member = (rest: Partial<MemberSummary>): MemberSummary => ({
  userId: UserId.fromBytes(new Uint8Array(32)),
  name: 'ben@x.test',
  role: 'member',
  joinedAtMs: nowMs - 5 * minuteMs,
  cameBy: 'beginning',
  invitedByName: undefined,
  isYou: false,
  standing: 'reads',
  lastSeenAtMs: nowMs - minuteMs,
  isLastOwner: false,
  hasMadeBreakGlass: false,
  ...rest,
});
const teamOf = (rest: Partial<MemberSummary>): Team => ({
  members: [member({ isYou: true, lastSeenAtMs: undefined }), member(rest)],
  invites: [],
  readers: [],
  jobWorkers: [],
  ownRole: 'owner',
});

it.each([
  ['a moment ago, with everybody seen', teamOf({}), 5_000, false],
  ['a minute ago', teamOf({}), minuteMs, true],
  ['a moment ago, with somebody awaited', teamOf({ lastSeenAtMs: undefined }), 5_000, true],
  [
    'a moment ago, with somebody who joined long ago and never came',
    teamOf({ lastSeenAtMs: undefined, joinedAtMs: nowMs - 90 * minuteMs }),
    5_000,
    false,
  ],
])('who is in the account, looked up %s', (_when, team, agoMs, outdated) => {
  expect(isOutdated({ team, lookedUpAtMs: nowMs - agoMs }, nowMs)).toBe(outdated);
});
