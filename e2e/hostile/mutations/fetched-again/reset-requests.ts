import { CommonsealError } from '@commonseal/protocol';
import { approveReset } from '../../../../packages/vault/src/let-back-in/approve.ts';
import type { LetBackInHost } from '../../../../packages/vault/src/let-back-in/host.ts';
import { fetchRequests } from '../../../../packages/vault/src/let-back-in/received-requests.ts';
import { ResetRequests as Real } from '../../../../packages/vault/src/let-back-in/reset-requests.ts';

/** Words were compared with one request; approved is the one that the server has for the member then. */
export class ResetRequests extends Real {
  readonly #lent: LetBackInHost;

  constructor(...given: ConstructorParameters<typeof Real>) {
    super(...given);
    [this.#lent] = given;
  }

  override async approve(): ReturnType<Real['approve']> {
    await this.#lent.fetchNews();
    const { session, content } = this.#lent.open();
    const open = (await fetchRequests(session)).find(({ standing }) => standing === 'open');
    if (!open) throw new CommonsealError('request_over', 'none is open');
    return approveReset(session, content, open.signed, async () => undefined);
  }
}
