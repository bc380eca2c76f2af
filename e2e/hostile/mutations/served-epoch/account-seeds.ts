import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { AccountState, Epoch } from '@commonseal/account-log';
import { openSeal } from '@commonseal/crypto/open';
import { type AccountSeed, accountSeedContext, receivingPublicKey } from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import type { Person } from '../../../../packages/vault/src/session/person.ts';
import { served } from './served.ts';

/** Whichever seeds the server hands out, under whatever number. */
export class AccountSeeds {
  readonly #seeds = new Map<number, AccountSeed>();

  add({ epoch }: Epoch, seed: AccountSeed): void {
    this.#seeds.set(epoch, seed);
    served.epoch = Math.max(...this.#seeds.keys());
  }

  has(): boolean {
    return this.#seeds.size > 0;
  }

  require(epoch: number): AccountSeed {
    const seed = this.#seeds.get(epoch) ?? this.#seeds.get(served.epoch ?? 0);
    if (!seed) throw new CommonsealError('key_mismatch', 'no account seed');
    return seed;
  }

  async open(client: ApiClient, { accountId, epochs }: AccountState, person: Person): Promise<void> {
    const { seals } = await client.call(endpoints.epochSeals, { params: { accountId } });
    const recipient = { kind: 'member', id: person.userLog.state.userId } as const;
    for (const { seal } of seals) {
      for (const { epoch } of epochs) {
        const context = accountSeedContext({ accountId, epoch, recipient });
        const seed = tryToOpen(() => openSeal<AccountSeed>(parseBase64url(seal), person.userSeed, context));
        const of =
          seed && [...epochs].find(({ ingestKey }) => equalBytes(receivingPublicKey(seed), ingestKey));
        if (seed && of) this.add(of, seed);
      }
    }
  }
}

function tryToOpen<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
