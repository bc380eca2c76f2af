import { AccountId, CommonsealError } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { SignedResetRequest } from '@commonseal/account-log';
import type { UnlockedPerson } from '../api.ts';
import type { Return, ReturnPlace, TypedWords } from '../let-back-in-api.ts';
import type { Person } from '../session/person.ts';
import { sendSurely } from '../ways-in/send-surely.ts';
import { askToBeLetBackIn, signRequests } from './ask.ts';
import { ConfirmedAnswers } from './confirmed-answers.ts';
import { joinByReturn } from './enter.ts';
import { type Waiting, findReturn } from './find-return.ts';
import type { LetBackInHost } from './host.ts';
import { type OwnRequest, isLive, readOwnRequests } from './own-requests.ts';
import type { RequestWords } from './request-words.ts';
import { signInByReturn } from './sign-in-by-return.ts';

/** Whoever waits, or was let back in, and their requests as the server tells them. */
interface Look {
  readonly person: Waiting['person'];
  readonly requests: readonly OwnRequest[];
}

/** The side of whoever comes back by the help of others. */
export class Returns {
  readonly #host: LetBackInHost;
  readonly #words: RequestWords;
  #waiting: Waiting | undefined;
  /** Signed in, and in no account yet: what was asked for once is not asked for again. */
  #signedIn: Person | undefined;
  readonly #confirmed = new ConfirmedAnswers();

  constructor(host: LetBackInHost, words: RequestWords) {
    this.#host = host;
    this.#words = words;
  }

  async ask(input: { readonly email: string; readonly newPassword: string }): Promise<Return> {
    return this.#waitAs(await askToBeLetBackIn(this.#host, input));
  }

  async find(input: { readonly email: string; readonly password: string }): Promise<Return> {
    return this.#waitAs(await findReturn(this.#host, input));
  }

  async #waitAs(waiting: Waiting): Promise<Return> {
    this.#waiting = waiting;
    this.#signedIn = waiting.signedIn;
    return this.#requireReturn();
  }

  async #requireReturn(): Promise<Return> {
    const look = await this.#ask();
    if (!look) throw new CommonsealError('malformed', 'a return without requests');
    return this.#describe(look);
  }

  /** The new keys are those that were asked with, or came in: nothing but the request is new. */
  async askAgain(): Promise<Return> {
    const { client, personIfAny } = this.#host;
    const signedIn = personIfAny() ?? this.#signedIn;
    const body = signedIn ? {} : { ticket: this.#requireWaiting().ticket };
    const person = signedIn ?? this.#requireWaiting().person;
    const asked = (await this.#ask())?.requests ?? [];
    const { places } = await client.call(endpoints.returnPlaces, { body });
    const isAsked = (accountId: string) =>
      asked.some((request) => isLive(request) && request.signed.request.accountId === accountId);
    const left = places.filter(
      ({ accountId }) =>
        !isAsked(accountId) && !person.userLog.state.accounts.has(AccountId.parse(accountId)),
    );
    if (left.length === 0) throw new CommonsealError('request_over', 'nothing is left to ask for');
    const requests = signRequests(left, person, Date.now());
    await sendSurely(() => client.call(endpoints.returnAskAgain, { body: { ...body, requests } }));
    return this.#requireReturn();
  }

  async look(): Promise<Return | undefined> {
    const look = await this.#ask();
    return look && this.#describe(look);
  }

  async withdraw(): Promise<void> {
    const { ticket } = this.#requireWaiting();
    await this.#host.client.call(endpoints.returnWithdraw, { body: { ticket } });
  }

  async confirm(accountId: AccountId, typed: string): Promise<TypedWords> {
    const { signed, name } = await this.#requestOf(accountId);
    const { answer } = await this.#words.of(accountId, signed);
    return this.#confirmed.confirm(name, typed, answer);
  }

  /** Each account that was granted and whose answer is confirmed goes onto the person's list; the last one is opened. */
  async enter(): Promise<UnlockedPerson> {
    const host = this.#host;
    const look = await this.#ask();
    const granted = look?.requests.filter(({ standing }) => standing === 'granted') ?? [];
    const entered = granted.filter(({ isEntered }) => isEntered);
    const others = granted.filter(({ isEntered }) => !isEntered);
    const confirmed = others.filter(({ name }) => this.#confirmed.has(name));
    // All that there is was entered before, and the answer got lost.
    const last = confirmed.at(-1) ?? (others.length === 0 ? entered.at(-1) : undefined);
    if (!last && !this.#isWayIn()) {
      if (granted.length === 0) throw new CommonsealError('request_over', 'nobody has let them in');
      throw new CommonsealError('key_mismatch', 'no answer was typed right');
    }
    const here = host.personIfAny();
    const person = here ?? (await this.#signIn());
    const joined = await joinEach(host, person, confirmed);
    const accountId = joined.at(-1) ?? last?.signed.request.accountId;
    // From here on they are the person who is here.
    this.#waiting = undefined;
    this.#signedIn = undefined;
    const opened = here ? undefined : await host.enter(person);
    if (opened && (accountId === undefined || opened.account?.accountId === accountId)) return opened;
    return host.openAfterwards(accountId);
  }

  /** An account was entered before, and the address leads to whoever they were: this is how they come in. */
  #isWayIn(): boolean {
    const isLocked = this.#host.personIfAny() === undefined;
    return isLocked && (this.#signedIn?.userLog.state.accounts.size ?? 0) > 0;
  }

  async #signIn(): Promise<Person> {
    const { person, ticket } = this.#requireWaiting();
    const { email, credentialSeed, userLog } = person;
    const { userId } = userLog.state;
    this.#signedIn ??= await signInByReturn(this.#host, { email, userId, credentialSeed, ticket });
    return this.#signedIn;
  }

  /** Whoever has unlocked is asked for by their session: another may have waited in this vault before. */
  async #ask(): Promise<Look | undefined> {
    const { client, personIfAny } = this.#host;
    const person = personIfAny() ?? this.#signedIn;
    if (person) {
      const { requests } = await client.call(endpoints.ownReturns, {});
      const look = { person, requests: readOwnRequests(requests, person) };
      return look.requests.length > 0 || this.#isWayIn() ? look : undefined;
    }
    return this.#waiting && this.#askFor(this.#waiting);
  }

  async #askFor({ person, ticket }: Waiting): Promise<Look | undefined> {
    const { requests } = await this.#host.client.call(endpoints.returnState, { body: { ticket } });
    const own = readOwnRequests(requests, person);
    return own.length === 0 ? undefined : { person, requests: own };
  }

  async #describe({ person, requests }: Look): Promise<Return> {
    const places: ReturnPlace[] = [];
    for (const request of requests) places.push(await this.#describePlace(request));
    const live = requests.some(isLive) ? requests.filter(isLive) : requests;
    const nowMs = Date.now();
    const times =
      live.length > 0 ? live.map(({ signed }) => signed.request) : [{ madeAtMs: nowMs, expiresAtMs: nowMs }];
    return {
      email: person.email,
      madeAtMs: Math.min(...times.map(({ madeAtMs }) => madeAtMs)),
      expiresAtMs: Math.min(...times.map(({ expiresAtMs }) => expiresAtMs)),
      isWayIn: this.#isWayIn(),
      places,
    };
  }

  async #describePlace(request: OwnRequest): Promise<ReturnPlace> {
    const { name, signed, standing, vouches, isEntered } = request;
    const { accountId } = signed.request;
    // Each takes a while.
    const words = isLive(request) ? (await this.#words.of(accountId, signed)).words : [];
    const isAnswerConfirmed = this.#confirmed.has(name);
    return { accountId, words, standing, vouches, isAnswerConfirmed, isEntered };
  }

  async #requestOf(accountId: AccountId): Promise<OwnRequest> {
    const look = await this.#ask();
    const request = look?.requests.find((own) => isLive(own) && own.signed.request.accountId === accountId);
    if (!request) throw new CommonsealError('request_over', 'nothing was asked of this account');
    return request;
  }

  #requireWaiting(): Waiting {
    if (!this.#waiting) throw new CommonsealError('locked', 'nobody waits here');
    return this.#waiting;
  }
}

/** One that cannot be joined, such as one that has removed them again, keeps nobody out of the others. @throws where none can */
async function joinEach(
  host: LetBackInHost,
  person: Person,
  requests: readonly { readonly signed: SignedResetRequest }[],
): Promise<readonly AccountId[]> {
  const joined: AccountId[] = [];
  let fault: unknown;
  for (const { signed } of requests) {
    try {
      joined.push(await joinByReturn(host, person, signed));
    } catch (error) {
      fault ??= error;
    }
  }
  if (fault !== undefined && joined.length === 0) throw fault;
  return joined;
}
