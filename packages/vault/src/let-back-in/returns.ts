import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { UnlockedPerson } from '../api.ts';
import type { Return, ReturnPlace, TypedWords } from '../let-back-in-api.ts';
import type { Person } from '../session/person.ts';
import { askToBeLetBackIn } from './ask.ts';
import { ConfirmedAnswers } from './confirmed-answers.ts';
import { joinByReturn, signInByReturn } from './enter.ts';
import { type Waiting, findReturn } from './find-return.ts';
import type { LetBackInHost } from './host.ts';
import { type OwnRequest, readOwnRequests } from './own-requests.ts';
import type { RequestWords } from './request-words.ts';

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
    this.#signedIn = undefined;
    const look = await this.#askFor(waiting);
    if (!look) throw new CommonsealError('malformed', 'a return without requests');
    return this.#describe(look);
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
    const look = await this.#ask();
    const granted = look?.requests.filter(isGranted) ?? [];
    const entered = granted.filter((request) => look && isEntered(look, request));
    const others = granted.filter((request) => !entered.includes(request));
    const confirmed = others.filter(({ name }) => this.#confirmed.has(name));
    // All that there is was entered before, and the answer got lost.
    const last = confirmed.at(-1) ?? (others.length === 0 ? entered.at(-1) : undefined);
    if (granted.length === 0) throw new CommonsealError('request_over', 'nobody has let them in');
    if (!last) throw new CommonsealError('key_mismatch', 'no answer was typed right');
    const host = this.#host;
    const here = host.personIfAny();
    const person = here ?? (await this.#signIn());
    for (const { signed } of confirmed) await joinByReturn(host, person, signed);
    const { accountId } = last.signed.request;
    // From here on they are the person who is here.
    this.#waiting = undefined;
    this.#signedIn = undefined;
    const opened = here ? undefined : await host.enter(person);
    return opened?.account?.accountId === accountId ? opened : host.openAfterwards(accountId);
  }

  async #signIn(): Promise<Person> {
    this.#signedIn ??= await signInByReturn(this.#host, this.#requireWaiting());
    return this.#signedIn;
  }

  /** Whoever has unlocked is asked for by their session: another may have waited in this vault before. */
  async #ask(): Promise<Look | undefined> {
    const { client, personIfAny } = this.#host;
    const person = personIfAny() ?? this.#signedIn;
    if (person) {
      const { requests } = await client.call(endpoints.ownReturns, {});
      return lookOf(person, hasFirstKeys(person) ? requests : []);
    }
    return this.#waiting && this.#askFor(this.#waiting);
  }

  async #askFor({ person, ticket }: Waiting): Promise<Look | undefined> {
    const { requests } = await this.#host.client.call(endpoints.returnState, { body: { ticket } });
    return lookOf(person, requests);
  }

  async #describe(look: Look): Promise<Return> {
    const places: ReturnPlace[] = [];
    for (const request of look.requests) places.push(await this.#describePlace(look, request));
    const times = look.requests.map(({ signed }) => signed.request);
    return {
      email: look.person.email,
      madeAtMs: Math.min(...times.map(({ madeAtMs }) => madeAtMs)),
      expiresAtMs: Math.min(...times.map(({ expiresAtMs }) => expiresAtMs)),
      places,
    };
  }

  async #describePlace(look: Look, request: OwnRequest): Promise<ReturnPlace> {
    const { name, signed, standing, vouches } = request;
    const { accountId } = signed.request;
    const { words } = await this.#words.of(accountId, signed);
    return {
      accountId,
      words,
      standing,
      vouches,
      isAnswerConfirmed: this.#confirmed.has(name),
      isEntered: isEntered(look, request),
    };
  }

  async #requestOf(accountId: AccountId): Promise<OwnRequest> {
    const look = await this.#ask();
    const request = look?.requests.find(({ signed }) => signed.request.accountId === accountId);
    if (!request) throw new CommonsealError('request_over', 'nothing was asked of this account');
    return request;
  }

  #requireWaiting(): Waiting {
    if (!this.#waiting) throw new CommonsealError('locked', 'nobody waits here');
    return this.#waiting;
  }
}

/** Requests are of the keys that a person begins with. */
function hasFirstKeys({ userLog }: Person): boolean {
  return userLog.state.generation === 0;
}

function lookOf(
  person: Waiting['person'],
  requests: Parameters<typeof readOwnRequests>[0],
): Look | undefined {
  const { userSeed, userLog } = person;
  const own = readOwnRequests(requests, { userId: userLog.state.userId, userSeed });
  return own.length === 0 ? undefined : { person, requests: own };
}

function isGranted({ standing }: OwnRequest): boolean {
  return standing === 'granted';
}

function isEntered({ person }: Look, { signed }: OwnRequest): boolean {
  return person.userLog.state.accounts.has(signed.request.accountId);
}
