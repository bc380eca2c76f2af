import { ConfirmedAnswers as Real } from '../../../../packages/vault/src/let-back-in/confirmed-answers.ts';

/** What was granted is opened. */
export class ConfirmedAnswers extends Real {
  override has(): boolean {
    return true;
  }
}
