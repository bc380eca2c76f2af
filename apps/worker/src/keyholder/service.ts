import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { isAllowedCost } from '@commonseal/guarded/argon2id';
import { HandoverKey } from '@commonseal/guarded/handover';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { isSystemError } from '@commonseal/local-program/system-errors';
import { checkedRequest } from '../socket/checked-request.ts';
import { operatorsLanguage } from '../socket/languages.ts';
import type { AnswerOf, BodyOf, RequestName } from '../socket/requests.ts';
import { Stop } from '../stop.ts';
import { isLongEnough } from './passphrase-length.ts';
import { fingerprintText } from '../state/fingerprint-text.ts';
import { Keyholder } from './keyholder.ts';
import { readProtection } from './protection.ts';
import { Refusal } from './refusal.ts';
import type { StateFolder } from '../state/state-folder.ts';

type Answers = { readonly [N in RequestName]: (body: BodyOf<N>) => Promise<AnswerOf<N>> };

/** Answers what is asked over the socket. Every frame is hostile until it is one of the table's requests. */
export class KeyholderService {
  readonly #keyholder: Keyholder;
  readonly #handover = new HandoverKey();
  readonly #answers: Answers;
  #isEnding = false;

  constructor(state: StateFolder, keyholder = new Keyholder(state)) {
    this.#keyholder = keyholder;
    this.#answers = {
      status: () => this.#status(),
      handoverKey: () => Promise.resolve({ key: encodeBase64url(this.#handover.publicKey) }),
      unseal: async ({ operator, passphrase }) => ({
        state: await this.#with([passphrase], ([typed]) =>
          this.#keyholder.unseal(operator, requireSecret(typed)),
        ),
      }),
      seal: () => Promise.resolve(this.seal()).then(() => ({})),
      changePassphrase: ({ operator, current, next, cost }) =>
        this.#with([current, next], async ([before, after]) => {
          if (!isAllowedCost(cost)) throw new Refusal('key_file_cost');
          const passphrases = { current: requireSecret(before), next: requireSecret(after) };
          if (!isLongEnough(passphrases.next.length)) throw new Refusal('weak_passphrase');
          await this.#keyholder.changePassphrase(operator, passphrases, cost);
          return {};
        }),
    };
  }

  async answer(frame: unknown): Promise<unknown> {
    const { request, body } = checkedRequest(operatorsLanguage, frame);
    if (this.#isEnding) throw new Refusal('ending');
    try {
      // The table's types belong together; that the name chooses both is more than the compiler follows.
      return await (this.#answers[request] as (body: unknown) => Promise<unknown>)(body);
    } catch (error) {
      if (error instanceof Stop || isSystemError(error)) throw new Refusal('state_unusable');
      throw error;
    }
  }

  seal(): void {
    this.#keyholder.seal();
  }

  /** Answers nothing more. What is being answered at this moment goes on to its end, and leaves nothing unsealed. */
  end(): void {
    this.#isEnding = true;
    this.seal();
    this.#handover.wipe();
  }

  async #status(): Promise<AnswerOf<'status'>> {
    const file = await this.#keyholder.keyFile();
    return {
      state: this.#keyholder.stateOf(file),
      fingerprint: fingerprintText(file),
      pid: process.pid,
      operators: file.slots.length,
      threshold: file.threshold,
      costs: file.slots.map(({ cost }) => cost),
      ...readProtection(),
    };
  }

  /** Takes what was handed over, and wipes it when the work is done. */
  async #with<T>(
    sealed: readonly string[],
    work: (secrets: readonly GuardedSecret[]) => Promise<T>,
  ): Promise<T> {
    const secrets: GuardedSecret[] = [];
    try {
      for (const text of sealed) {
        const secret = this.#handover.take(bytesOf(text));
        if (!secret) throw new Refusal('malformed');
        secrets.push(secret);
      }
      return await work(secrets);
    } finally {
      for (const secret of secrets) secret.wipe();
    }
  }
}

function bytesOf(text: string): Uint8Array {
  try {
    return parseBase64url(text);
  } catch {
    throw new Refusal('malformed');
  }
}

function requireSecret(value: GuardedSecret | undefined): GuardedSecret {
  if (value === undefined) throw new TypeError('one for each that was sealed');
  return value;
}
