import { ConfirmedAnswers as Real } from '../../../../packages/vault/src/let-back-in/confirmed-answers.ts';

/** Of the person, not of an account. */
export class ConfirmedAnswers extends Real {
  #isConfirmed = false;

  override async confirm(...given: Parameters<Real['confirm']>): ReturnType<Real['confirm']> {
    const check = await super.confirm(...given);
    this.#isConfirmed ||= check.kind === 'right';
    return check;
  }

  override has(): boolean {
    return this.#isConfirmed;
  }
}
