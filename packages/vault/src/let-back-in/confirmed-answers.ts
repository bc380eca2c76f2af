import type { TypedWords } from '../let-back-in-api.ts';

/** Names of requests whose answer was typed right: an honest teammate's client sees the same account. Not kept. */
export class ConfirmedAnswers {
  readonly #names = new Set<string>();

  async confirm(requestName: string, typed: string, answer: readonly string[]): Promise<TypedWords> {
    const { checkWords } = await import('@commonseal/protocol/words');
    const check = checkWords(typed, answer);
    if (check.kind === 'right') this.#names.add(requestName);
    return check;
  }

  has(requestName: string): boolean {
    return this.#names.has(requestName);
  }
}
