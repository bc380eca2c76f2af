import { encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { deriveBoxKey, encryptBox, ownStateContext } from '@commonseal/crypto/seal';
import { encodePadded } from '../../../../packages/account-log/src/padded-frame.ts';
import { OwnStateStore as RealStore } from '../../../../packages/vault/src/session/own-state-store.ts';
import { encodeOwnState } from '../../../../packages/vault/src/session/own-state.ts';

type Options = ConstructorParameters<typeof RealStore>[0];

/** What does not open is as good as lost, and is begun anew. */
export class OwnStateStore extends RealStore {
  readonly #options: Options;

  constructor(options: Options) {
    super(options);
    this.#options = options;
  }

  override async load(): Promise<void> {
    try {
      await super.load();
    } catch {
      const { client, userId, userSeed } = this.#options;
      const version = (await client.call(endpoints.ownState, {})).version + 1;
      const key = deriveBoxKey(userSeed, 'ownStateKey');
      const box = encryptBox(
        encodePadded(encodeOwnState(new Map())),
        key,
        ownStateContext({ userId, version }),
      );
      await client.call(endpoints.putOwnState, { body: { version, state: encodeBase64url(box) } });
    }
  }
}
