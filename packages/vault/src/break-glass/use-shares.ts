import {
  type AccountId,
  CommonsealError,
  type ErrorCode,
  encodeBase64url,
  normaliseEmail,
} from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { Refused, apply, currentEpoch, requireAccepted } from '@commonseal/account-log';
import { authorBreakGlassUse, foresee } from '@commonseal/account-log/author';
import { breakGlassIdOf } from '@commonseal/crypto/break-glass';
import type { CredentialSeed } from '@commonseal/crypto/seal';
import { sealName } from '../account/names.ts';
import { makeEpoch } from '../account/new-epoch.ts';
import { startReturn } from '../let-back-in/ask.ts';
import type { LetBackInHost } from '../let-back-in/host.ts';
import { type NewPerson, makePerson, requirePlausible, sealedPerson } from '../session/new-person.ts';
import type { Person } from '../session/person.ts';
import { unlock } from '../session/unlock.ts';
import { joinStep } from '../session/user-steps.ts';
import { sendSurely } from '../ways-in/send-surely.ts';
import { type CombinedShares, type FoundSet, asOver, combineShares, findSet } from './find-set.ts';

type Host = Pick<LetBackInHost, 'client' | 'storage' | 'passwords'>;

export interface Input {
  readonly codes: readonly string[];
  readonly email: string;
  readonly newPassword: string;
}

/** Whoever has come in, or may have: the answer got lost. */
export interface Coming {
  readonly person: Person;
  readonly accountId: AccountId;
}

const maxAttempts = 5;
/** What a server answers that has taken the same before: the set is spent then, and the address is theirs. */
const afterwards: readonly ErrorCode[] = ['log_conflict', 'email_taken', 'shares_over'];

/**
 * Comes in as a new owner. The person, their first two entries and the account's entry are stored together or not at all.
 * @param unanswered whoever may have come in by an earlier call
 * @throws CommonsealError `shares_refused`, `shares_over`, `email_taken`, `invalid_request`, as {@link findSet}
 */
export async function comeInByShares(
  host: Host,
  input: Input,
  unanswered: { last: Coming | undefined },
): Promise<Coming> {
  const email = normaliseEmail(input.email);
  const { codes, newPassword: password } = input;
  requirePlausible({ email, password });
  try {
    const combined = await combineShares(host.client, codes);
    const { credentialSeed, body } = await startReturn(host, { email, password });
    return await comeIn(host, combined, { email, credentialSeed, body }, unanswered);
  } catch (error) {
    const there = await whoIsThere(host, { email, password }, unanswered.last, error);
    if (!there) throw error;
    return there;
  }
}

interface PasswordToCome {
  readonly email: string;
  readonly credentialSeed: CredentialSeed;
  readonly body: Awaited<ReturnType<typeof startReturn>>['body'];
}

async function comeIn(
  { client, storage }: Host,
  combined: CombinedShares,
  { email, credentialSeed, body }: PasswordToCome,
  unanswered: { last: Coming | undefined },
): Promise<Coming> {
  const breakGlassId = breakGlassIdOf(combined.seed);
  const { accountId } = combined;
  for (let attempt = 1; ; attempt += 1) {
    // A refused attempt stands signed for another place of the log: its keys are not used again.
    const newcomer = makePerson(client, storage, { email, credentialSeed, nowMs: Date.now() });
    const { person, genesis } = newcomer;
    const found = await findSet(client, combined, person.userLog.state.userId);
    const entering = prepareEntry(combined, newcomer, found);
    const request = {
      ...body,
      ...sealedPerson(person),
      userEntries: [genesis, entering.joined].map(encodeBase64url),
      accountId,
      ...entering.body,
    };
    unanswered.last = { person, accountId };
    try {
      const params = { breakGlassId };
      await sendSurely(() => client.call(endpoints.breakGlassUse, { params, body: request })).catch(asOver);
      await person.ownState.load();
      return { person, accountId };
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'log_conflict' || attempt === maxAttempts)
        throw error;
    }
  }
}

function prepareEntry(
  { seed: breakGlassSeed, accountId }: CombinedShares,
  { person }: NewPerson,
  { log: { state }, set, accountSeed }: FoundSet,
) {
  const { userId, signingKey, receivingKey } = person.userLog.state;
  const nowMs = Date.now();
  const newest = currentEpoch(state);
  const name = sealName(person.email, newest.ingestKey, { accountId, epoch: newest.epoch, userId });
  const joining = { userId, signingKey, receivingKey, ...name };
  const foreseen = foresee(state, 'breakGlassUse', joining, set, nowMs);
  if (foreseen instanceof Refused) throw new CommonsealError('log_refused', foreseen.reason);
  const { part, delivery } = makeEpoch(state, accountSeed, foreseen.recipients);
  const entry = authorBreakGlassUse(
    { state, breakGlassSeed, newcomerSeed: person.userSeed, nowMs },
    joining,
    part,
  );
  const { head } = requireAccepted(apply(state, entry), 'log_refused');
  const { entry: joined } = joinStep(person, accountId, head, nowMs);
  person.userLog.append(joined);
  person.accountHeads.set(accountId, head);
  return { joined, body: { entry: encodeBase64url(entry), ...delivery } };
}

/** Whether it is whoever was sent before: found out by their password, since the server does not say it. */
async function whoIsThere(
  { client, storage, passwords }: Host,
  by: { readonly email: string; readonly password: string },
  last: Coming | undefined,
  error: unknown,
): Promise<Coming | undefined> {
  const mayBe = error instanceof CommonsealError && afterwards.includes(error.code);
  if (!last || !mayBe || last.person.email !== by.email) return undefined;
  try {
    const person = await unlock(client, storage, by, passwords);
    const isSame = person.userLog.state.userId === last.person.userLog.state.userId;
    return isSame ? { person, accountId: last.accountId } : undefined;
  } catch (refusal) {
    if (!(refusal instanceof CommonsealError)) throw refusal;
    return undefined;
  }
}
