import type { StretchRequest } from '@commonseal/crypto/verification-words';
import type { FindingMaker } from './analytics/finding-maker.ts';
import type { PasswordFinisher } from './session/password-finisher.ts';
import type { VaultStorage } from './storage.ts';
import type { DeviceKeyStore } from './ways-in/device-lock.ts';

export interface VaultOptions {
  readonly fetch: typeof fetch;
  /** Origin of the server, for example `https://seal.example`. */
  readonly baseUrl: string;
  readonly storage: VaultStorage;
  /** What this device is called among the account's sources. */
  readonly deviceName: string;
  /** Where passwords are stretched; in this thread when it is left out. */
  readonly passwords?: PasswordFinisher;
  /** Where the key lies by which this device unlocks by itself; it ends with the process when it is left out. */
  readonly deviceKeys?: DeviceKeyStore;
  /** Reads content with analysers; this device reads nothing when it is left out. */
  readonly findings?: FindingMaker;
  /** What verification words are stretched by: another one is for tests. */
  readonly stretch?: StretchRequest;
}
