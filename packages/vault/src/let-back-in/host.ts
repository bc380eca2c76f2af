import type { AccountId } from '@commonseal/protocol';
import type { StretchRequest } from '@commonseal/crypto/verification-words';
import type { UnlockedPerson } from '../api.ts';
import type { OpenAccount } from '../open-account.ts';
import type { WaysInHost } from '../ways-in/host.ts';

/** What the vault lends to those who come back by the help of others, and to those who help. */
export interface LetBackInHost
  extends Pick<
    WaysInHost,
    'client' | 'storage' | 'passwords' | 'serverAddress' | 'person' | 'personIfAny' | 'enter'
  > {
  /** What verification words are stretched by. */
  readonly stretch: StretchRequest;
  /** @throws CommonsealError `locked` when no account is open */
  open(): OpenAccount;
  openIfAny(): OpenAccount | undefined;
  /** Fetches and verifies what is new in the open account. */
  fetchNews(): Promise<unknown>;
  /** Opens one account of the person who is here; a failure is told, not thrown. */
  openAfterwards(accountId: AccountId | undefined): Promise<UnlockedPerson>;
}
