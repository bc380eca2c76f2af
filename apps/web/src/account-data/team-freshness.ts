import type { MemberSummary, Team } from '@commonseal/vault';

/** When people were last seen may lag behind by this much: looking it all up again is work in a large account. */
const keepMs = 60_000;
/** Somebody who has joined is waited for: so long, their first sign is told as it comes. */
const awaitedMs = 60 * 60_000;

export interface TeamAge {
  readonly team: Team;
  readonly lookedUpAtMs: number;
}

/** Whether people and invitations are to be looked up anew, though no entry of the log has come. */
export function isOutdated({ team, lookedUpAtMs }: TeamAge, nowMs: number): boolean {
  return nowMs - lookedUpAtMs >= keepMs || team.members.some((member) => isAwaited(member, nowMs));
}

function isAwaited({ isYou, lastSeenAtMs, joinedAtMs }: MemberSummary, nowMs: number): boolean {
  return !isYou && lastSeenAtMs === undefined && Math.abs(nowMs - joinedAtMs) < awaitedMs;
}
