/** A member's client without a screen: sign up, unlock, sync, open, import. Runs in a browser's worker and in Node. */
export type * from './analytics-api.ts';
export type * from './api.ts';
export type * from './grants-api.ts';
export type * from './let-back-in-api.ts';
export type * from './team-api.ts';
export type * from './ways-in-api.ts';
export type * from './work-api.ts';
export { createVault } from './create-vault.ts';
export type { VaultOptions } from './vault-options.ts';
export { type PasswordFinisher, finishHere } from './session/password-finisher.ts';
export type { AnalysedItem, FindingMaker, WantedFinding } from './analytics/finding-maker.ts';
export { likelyFirstList } from './open-account.ts';
export { createMemoryStorage } from './memory-storage.ts';
export { type DeviceKeyStore, createMemoryDeviceKeys } from './ways-in/device-lock.ts';
export {
  type AccessChainHead,
  type OpenedAccess,
  openAccessRecords,
} from './workers/open-access-records.ts';
export type { VaultStorage } from './storage.ts';
