import { createHmac } from 'node:crypto';

/** Where somebody may ask to be let back in. */
export interface Place {
  readonly accountId: Buffer;
  readonly memberId: Buffer;
  readonly head: { readonly sequence: number; readonly hash: Buffer };
  readonly timeMs: number;
}

const dayMs = 24 * 60 * 60_000;
/** Far enough back for every account to have changed a few times since. */
const firstDay = 20_000;

type Derive = (...parts: readonly (string | number)[]) => Buffer;

/**
 * What an address is answered that nobody has, or somebody who is in no account: always the same, as if it were theirs, with
 * something happening in the account every now and then. Derived from a secret of the server, so nobody else can tell. The account
 * is that of the address's domain: so two addresses of one firm that nobody has look like those of colleagues.
 */
export function madeUpPlaces(serverSetup: string, email: string, nowMs: number): Place[] {
  const key = createHmac('sha256', serverSetup).update('places that are made up').digest();
  const deriverOf =
    (subject: string): Derive =>
    (...parts) =>
      createHmac('sha256', key)
        .update(JSON.stringify([subject, ...parts]))
        .digest();
  const ofAddress = deriverOf(email);
  const memberId = ofAddress('member');
  // Most people are in one account; of a second one nobody else knows.
  const derivers = [deriverOf(email.slice(email.lastIndexOf('@')))];
  if ((ofAddress('count')[0] ?? 0) % 8 === 0) derivers.push(ofAddress);
  return derivers.map((derive) => {
    const accountId = derive('account');
    return { accountId, memberId, ...logOf(derive, accountId, nowMs) };
  });
}

function logOf(derive: Derive, accountId: Buffer, nowMs: number): Pick<Place, 'head' | 'timeMs'> {
  const drawn = derive('rhythm');
  const draw = (at: number, choices: number) => drawn.readUInt16BE(2 * at) % choices;
  const beginMs = (firstDay + draw(3, 300)) * dayMs + draw(4, 24 * 60) * 60_000;
  // Entries that change nothing of who may do what are more frequent.
  const entryMs = (1 + draw(6, 9)) * dayMs + draw(7, 24 * 60) * 60_000 + draw(8, 60_000);
  const newestMs = (sinceMs: number) => {
    const count = Math.max(0, Math.floor((nowMs - sinceMs) / entryMs));
    // Not at equal distances.
    return (
      sinceMs +
      count * entryMs -
      (count === 0 ? 0 : derive('entry', sinceMs, count).readUInt32BE(0) % entryMs)
    );
  };
  // Whoever is alone in an account, or never changes who may do what, stays at its first entry, whose hash is the account's id.
  const first = { head: { sequence: 0, hash: accountId }, timeMs: newestMs(beginMs) };
  if (draw(0, 2) === 0) return first;
  const intervalMs = (3 + draw(1, 60)) * dayMs + draw(2, 24 * 60) * 60_000;
  const term = Math.max(0, Math.floor((nowMs - beginMs) / intervalMs));
  if (term === 0) return first;
  const gap = 2 + draw(5, 8);
  const hash = derive('term', term);
  const head = { sequence: term * gap + ((hash[0] ?? 0) % gap), hash };
  return { head, timeMs: newestMs(beginMs + term * intervalMs) };
}
