import type { AccountId, CredentialId, UserId } from '@commonseal/protocol';
import type { AccountSeed, CredentialSeed, KitSecret, UserSeed } from '@commonseal/crypto/seal';
import type { HeldSeeds } from './eavesdrop.ts';
import type { Stage } from './stage.ts';
import { openAccountSeal } from './stranger.ts';

/** Sealed keys as the database has them at one moment. */
interface StolenRows {
  readonly ofCredentials: readonly Buffer[];
  readonly ofAccounts: readonly { readonly epoch: number; readonly seal: Buffer }[];
}

/** All that lies there of a person's keys: what a full copy of the database holds of them. */
export async function copySealedKeys({ database }: Stage, userId: UserId): Promise<StolenRows> {
  const id = Buffer.from(userId, 'base64url');
  const { rows: credentials } = await database.query<{ seal: Buffer }>(
    'select seal from credentials where user_id = $1',
    [id],
  );
  const { rows: accounts } = await database.query<{ epoch: string; seal: Buffer }>(
    'select epoch, seal from account_seals where recipient_id = $1',
    [id],
  );
  return {
    ofCredentials: credentials.map(({ seal }) => seal),
    ofAccounts: accounts.map(({ epoch, seal }) => ({ epoch: Number(epoch), seal })),
  };
}

/** More often than that nobody's keys are replaced here. */
const generations = 4;

/** What whoever has found a kit, used or not, opens of copies of the database from whatever time. */
export async function seedsOpenedBy(
  code: string,
  copies: readonly StolenRows[],
  { userId, accountId }: { readonly userId: UserId; readonly accountId: AccountId },
): Promise<HeldSeeds> {
  const { readRecoveryKit } = await import('@commonseal/protocol');
  const { credentialOfKit, secretOf } = await import('@commonseal/crypto/seal');
  const reading = readRecoveryKit(code);
  if (reading.kind !== 'whole') throw new Error('not a whole kit');
  const kit = credentialOfKit(secretOf<KitSecret>(reading.secret));
  const userSeeds: UserSeed[] = [];
  for (const seal of copies.flatMap(({ ofCredentials }) => ofCredentials)) {
    for (let generation = 0; generation < generations; generation += 1) {
      const opened = await openUserSeal(seal, kit.credentialSeed, { ...kit, userId, generation });
      if (opened) userSeeds.push(opened);
    }
  }
  const held = new Map<number, AccountSeed>();
  for (const { epoch, seal } of copies.flatMap(({ ofAccounts }) => ofAccounts)) {
    for (const userSeed of userSeeds) {
      const opened = await openAccountSeal(new Uint8Array(seal), userSeed, { accountId, epoch, userId });
      if (opened) held.set(epoch, opened);
    }
  }
  return held;
}

async function openUserSeal(
  seal: Buffer,
  seed: CredentialSeed,
  place: { readonly userId: UserId; readonly generation: number; readonly credentialId: CredentialId },
): Promise<UserSeed | undefined> {
  const { openSeal } = await import('@commonseal/crypto/open');
  const { userSeedContext } = await import('@commonseal/crypto/seal');
  const { userId, generation, credentialId } = place;
  try {
    return openSeal<UserSeed>(
      new Uint8Array(seal),
      seed,
      userSeedContext({ userId, generation, credentialId }),
    );
  } catch {
    return undefined;
  }
}
