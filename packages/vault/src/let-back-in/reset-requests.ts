import { CommonsealError, type UserId } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import {
  type Member,
  Refused,
  type SignedResetRequest,
  approvalStanding,
  mayVouch,
  possibleVouchers,
  resetRequestBodyName,
} from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';
import type { CheckedWords, ResetRequestFacts } from '../let-back-in-api.ts';
import { approveReset } from './approve.ts';
import type { LetBackInHost } from './host.ts';
import type { RequestWords } from './request-words.ts';
import { type ReceivedRequest, fetchRequests, requireApprovable } from './received-requests.ts';
import { Tries } from './tries.ts';

/** A request whose words somebody has told right, in this vault. */
interface Match {
  readonly byId: UserId;
  readonly signed: SignedResetRequest;
  readonly answer: readonly string[];
}

/** The side of those who let somebody back in. */
export class ResetRequests {
  readonly #host: LetBackInHost;
  readonly #words: RequestWords;
  readonly #tries: Tries;
  readonly #matches = new Map<string, Match>();
  /** Refused in this vault, whatever a server says of them. */
  readonly #refused = new Set<string>();

  constructor(host: LetBackInHost, words: RequestWords) {
    this.#host = host;
    this.#words = words;
    this.#tries = new Tries(host.storage);
  }

  async list(): Promise<readonly ResetRequestFacts[]> {
    const { session } = this.#host.open();
    const requests = (await fetchRequests(session)).toSorted(
      (left, right) => right.signed.request.madeAtMs - left.signed.request.madeAtMs,
    );
    return Promise.all(requests.map((request) => this.#describe(session, request)));
  }

  async check(requestName: string, typed: string, speakingWith: UserId): Promise<CheckedWords> {
    const { session } = this.#host.open();
    const { signed, member } = await requireOpen(session, requestName);
    // Before anything is stretched or compared.
    requireApprovable(session, signed);
    if (signed.request.memberId !== speakingWith)
      return { kind: 'another member', memberName: member ? session.nameOfMember(member) : '' };
    const triesName = resetRequestBodyName(signed);
    const { words, answer } = await this.#words.of(session.accountId, signed);
    const { checkWords } = await import('@commonseal/protocol/words');
    const check = checkWords(typed, words);
    if (check.kind !== 'right' && check.kind !== 'wrong') return check;
    const isRight = await this.#tries.compare(triesName, () => check.kind === 'right');
    if (isRight) {
      this.#matches.set(requestName, { byId: session.userId, signed, answer });
      return { kind: 'right', answer };
    }
    const triesLeft = await this.#tries.left(triesName);
    if (triesLeft === 0) await this.#refuseSpent(requestName);
    if (isRight === undefined) throw new CommonsealError('request_over', 'no try is left');
    return { kind: 'wrong', triesLeft };
  }

  async approve(requestName: string): Promise<{ readonly isLetIn: boolean; readonly missing: number }> {
    const host = this.#host;
    if (this.#refused.has(requestName)) throw new CommonsealError('request_over', 'refused here');
    const match = this.#matches.get(requestName);
    if (!match || match.byId !== host.open().session.userId)
      throw new CommonsealError('key_mismatch', 'its words were not found right here');
    if ((await this.#tries.left(resetRequestBodyName(match.signed))) === 0)
      throw new CommonsealError('request_over', 'no try is left');
    // What the person's devices have delivered by now stays: it has to be seen first.
    await host.fetchNews();
    const { session, content } = host.open();
    return approveReset(session, content, match.signed, () => requireNotEnded(session, requestName));
  }

  async refuse(requestName: string): Promise<void> {
    const { session } = this.#host.open();
    const { client, accountId } = session;
    this.#refused.add(requestName);
    await client.call(endpoints.refuseReset, { params: { accountId, requestName } });
    this.#matches.delete(requestName);
  }

  /** What the count in this browser says holds in any case; the others need not try. */
  async #refuseSpent(requestName: string): Promise<void> {
    await this.refuse(requestName).catch((error: unknown) => {
      if (!(error instanceof CommonsealError)) throw error;
    });
  }

  async #describe(session: AccountSession, request: ReceivedRequest): Promise<ResetRequestFacts> {
    const { name, signed, standing, member, refusedBy } = request;
    const { memberId, madeAtMs, expiresAtMs } = signed.request;
    const approval = approvalFacts(session, request);
    const match = this.#matches.get(name);
    // Granted, it still opens the account to whoever asked; of one that is over it is good for nothing.
    const isLive = standing === 'open' || standing === 'granted';
    const triesLeft = await this.#tries.left(resetRequestBodyName(signed));
    return {
      requestName: name,
      memberId,
      memberName: member ? session.nameOfMember(member) : '',
      role: member?.role ?? 'member',
      madeAtMs,
      expiresAtMs,
      standing,
      refusedByName: nameOf(session, refusedBy as UserId | undefined),
      isYou: memberId === session.userId,
      ...approval,
      mayApprove: approval.mayApprove && triesLeft > 0 && !this.#refused.has(name),
      triesLeft,
      answer: isLive && match?.byId === session.userId ? match.answer : undefined,
    };
  }
}

function nameOf(session: AccountSession, userId: UserId | undefined): string {
  const member = userId && session.log.state.members.get(userId);
  return member ? session.nameOfMember(member) : '';
}

async function requireOpen(session: AccountSession, requestName: string): Promise<ReceivedRequest> {
  const found = (await fetchRequests(session)).find(({ name }) => name === requestName);
  if (found?.standing !== 'open') throw new CommonsealError('request_over', found?.standing ?? 'not there');
  return found;
}

/** Before anything is signed: what the server says is granted or overtaken, the log has to show. */
async function requireNotEnded(session: AccountSession, requestName: string): Promise<void> {
  const { standing } = (await fetchRequests(session)).find(({ name }) => name === requestName) ?? {};
  if (standing === 'refused' || standing === 'withdrawn') throw new CommonsealError('request_over', standing);
}

/** What an approval by whoever is looking would be, and what it still takes. */
function approvalFacts(session: AccountSession, { signed, standing, member }: ReceivedRequest) {
  const { state, nowMs } = session.authoring();
  const nothing = {
    mayApprove: false,
    mayRefuse: false,
    hasVouched: false,
    voucherNames: [],
    missing: 0,
    needsOwner: false,
    isLast: false,
  };
  if (standing !== 'open' || !member) return nothing;
  const { member: viewer, userId } = session;
  const isEntitled = mayVouch(state, viewer, member);
  const approver: Member | undefined = isEntitled ? viewer : possibleVouchers(state, member)[0];
  const mayRefuse = isEntitled || member.userId === userId;
  const approval = approver && approvalStanding(state, signed, approver, Math.max(nowMs, state.timeMs));
  if (!approval || approval instanceof Refused)
    return { ...nothing, mayRefuse, missing: state.policy.approvals };
  const { vouchers, missing, needsOwner } = approval;
  const hasVouched = vouchers.includes(userId);
  const isLast = isEntitled && approval.isLast;
  return {
    mayApprove: isEntitled && (isLast || !hasVouched),
    mayRefuse,
    hasVouched,
    voucherNames: vouchers.map((voucherId) => nameOf(session, voucherId)),
    missing,
    needsOwner,
    isLast,
  };
}
