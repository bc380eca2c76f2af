import { createHmac } from 'node:crypto';

/** Where somebody may ask to be let back in. */
export interface Place {
  readonly accountId: Buffer;
  readonly memberId: Buffer;
  readonly head: { readonly sequence: number; readonly hash: Buffer };
}

const dayMs = 24 * 60 * 60_000;
/** Far enough back for every account to have changed a few times since. */
const firstDay = 20_000;

/**
 * What an address is answered that nobody has, or somebody who is in no account: always the same, as if it were theirs, with
 * something happening in the account every now and then. Derived from a secret of the server, so nobody else can tell.
 */
export function madeUpPlaces(serverSetup: string, email: string, nowMs: number): Place[] {
  const key = createHmac('sha256', serverSetup).update('places that are made up').digest();
  const derive = (...parts: readonly (string | number)[]) =>
    createHmac('sha256', key)
      .update(JSON.stringify([email, ...parts]))
      .digest();
  const memberId = derive('member');
  // Most people are in one account.
  const count = (derive('count')[0] ?? 0) % 8 === 0 ? 2 : 1;
  return Array.from({ length: count }, (_, at) => {
    const accountId = derive('account', at);
    return {
      accountId,
      memberId,
      head: headOf((...parts) => derive('head', at, ...parts), accountId, nowMs),
    };
  });
}

function headOf(
  derive: (...parts: readonly (string | number)[]) => Buffer,
  accountId: Buffer,
  nowMs: number,
): Place['head'] {
  const drawn = derive('rhythm');
  const draw = (at: number, choices: number) => drawn.readUInt16BE(2 * at) % choices;
  // Whoever is alone in an account, or never changes who may do what, stays at its first entry, whose hash is the account's id.
  if (draw(0, 2) === 0) return { sequence: 0, hash: accountId };
  const intervalMs = (3 + draw(1, 60)) * dayMs + draw(2, 24 * 60) * 60_000;
  const beginMs = (firstDay + draw(3, 300)) * dayMs + draw(4, 24 * 60) * 60_000;
  const term = Math.max(0, Math.floor((nowMs - beginMs) / intervalMs));
  if (term === 0) return { sequence: 0, hash: accountId };
  const gap = 2 + draw(5, 8);
  const hash = derive('term', term);
  return { sequence: term * gap + ((hash[0] ?? 0) % gap), hash };
}
