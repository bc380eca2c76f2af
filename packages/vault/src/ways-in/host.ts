import type { UserId } from '@commonseal/protocol';
import type { ApiClient } from '@commonseal/protocol/api';
import type { KitSecret } from '@commonseal/crypto/seal';
import type { UnlockedPerson } from '../api.ts';
import type { PasswordFinisher } from '../session/password-finisher.ts';
import type { Person } from '../session/person.ts';
import type { VaultStorage } from '../storage.ts';
import type { DeviceKeyStore } from './device-lock.ts';
import type { UnsettledPassword } from './new-password.ts';
import type { Replacing } from './replace-keys.ts';

/** What the vault lends to those who change ways in. */
export interface WaysInHost {
  readonly client: ApiClient;
  readonly storage: VaultStorage;
  readonly passwords: PasswordFinisher;
  readonly deviceKeys: DeviceKeyStore;
  /** What a device is called in the person's log. */
  readonly deviceName: string;
  readonly serverAddress: string;
  readonly drafts: Replacing['drafts'];
  /** The kit that was made last and is not known to count. */
  readonly unansweredKit: { last: { readonly userId: UserId; readonly secret: KitSecret } | undefined };
  readonly unsettledPassword: UnsettledPassword;
  /** How often this browser was told to forget what it unlocks with by itself. */
  readonly forgetting: { count: number };
  /** @throws CommonsealError `locked` */
  person(): Person;
  /** The person, when the vault is open. */
  personIfAny(): Person | undefined;
  describe(): UnlockedPerson;
  /** Unlocks as somebody. */
  enter(person: Person): Promise<UnlockedPerson>;
  /**
   * The same person with new keys: the account that is open stays open. What the server has taken is done: a failure to
   * open an account is told, never thrown.
   */
  goOnAs(person: Person): Promise<UnlockedPerson>;
}
