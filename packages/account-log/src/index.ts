/** Logs and writers' chains: parsing, and the pure rules that everybody applies unchanged. Signs and opens nothing. */
export { isBefore } from './byte-order.ts';
export { AccountLog } from './account/account-log.ts';
export { apply } from './account/apply.ts';
export { type AccountEntryName, accountEntryTypes } from './account/entry-kind.ts';
export { type ApprovalStanding, approvalStanding, possibleVouchers } from './account/approvals.ts';
export type { ChainEnd } from './account/entries/chain-end.ts';
export type { EpochPart } from './account/entries/epoch-part.ts';
export { maxInviteLifetimeMs } from './account/entries/invite.ts';
export { type BreakGlassMaking } from './account/entries/break-glass.ts';
export { devicesOf, writersOfWorker } from './account/entries/chain-end.ts';
export {
  type Granting,
  maxJobGrantMs,
  maxJobItems,
  maxScopeWriters,
  maxStandingGrantMs,
} from './account/entries/grant.ts';
export { type GrantRevocation, writersEndedBy } from './account/entries/revoke-grant.ts';
export { hasOpenGrant, openGrantsAt } from './account/grants.ts';
export type { EntryMatters } from './account/entry-kinds.ts';
export * from './account/epoch-seals.ts';
export * from './account/parse-entry.ts';
export { mayVouch } from './account/may-vouch.ts';
export * from './account/recipients.ts';
export { judgeRequest, maxRequestAheadMs } from './account/request-rules.ts';
export * from './account/state.ts';
export {
  type AccessRecord,
  type AccessSource,
  type SealedAccessRecord,
  type SignedAccessRecord,
  accessItemsHash,
  accessRecordHash,
  accessRunBytes,
  encodeAccessRecord,
  encodeSealedAccessRecord,
  maxAccessRecordBytes,
  parseAccessRecord,
  parseSealedAccessRecord,
  verifyAccessRecord,
} from './content/access-record.ts';
export { type ChainHead, acceptManifest } from './content/chain.ts';
export { type BreakGlassReading, verifyBreakGlassReading } from './content/break-glass-reading.ts';
export * from './content/head-statement.ts';
export { type InviteReading, verifyInviteReading } from './content/invite-reading.ts';
export { type JobItem, areJobItems, jobItemsOf, requireJobItems } from './content/job-items.ts';
export {
  type HandedItem,
  type JobPart,
  encodeHandedItems,
  encodeJobPart,
  parseHandedItems,
  parseJobPart,
  partsOf,
} from './content/job-part.ts';
export {
  type JobRequest,
  type JobSelection,
  type SignedJobRequest,
  encodeJobRequest,
  jobRequestStatement,
  jobRequestToBytes,
  maxJobRequestLifetimeMs,
  parseJobRequest,
  verifyJobRequest,
} from './content/job-request.ts';
export * from './content/manifest.ts';
export {
  type ResetRequest,
  type SignedResetRequest,
  maxRequestLifetimeMs,
  parseResetRequest,
  requestNonceBytes,
  resetRequestBodyName,
  resetRequestName,
  resetRequestToBytes,
  verifyResetRequest,
} from './content/reset-request.ts';
export {
  type WorkerIdentity,
  encodeWorkerIdentity,
  parseWorkerIdentity,
  workerFingerprint,
  workerIdOf,
} from './content/worker-identity.ts';
export {
  type WorkerChallenge,
  verifyWorkerChallenge,
  workerChallengeStatement,
} from './content/worker-challenge.ts';
export {
  type WriterChallenge,
  verifyWriterChallenge,
  writerChallengeMessage,
} from './content/writer-challenge.ts';
export { type Head, readHead, requireExtends, writeHead } from './head.ts';
export { encodeName, nameBoxBytes, parseName } from './name.ts';
export { encodePadded, parsePadded } from './padded-frame.ts';
export { Refused, type RefusalReason, requireAccepted } from './refused.ts';
export { type Anchor, encodeAnchor, parseAnchor } from './user/anchor.ts';
export { applyUserEntry } from './user/apply.ts';
export { type UserEntryName, userEntryTypes } from './user/entry-kind.ts';
export type { UserRekeying } from './user/entries/rekey.ts';
export { type ParsedUserEntry, parseUserEntry } from './user/parse-entry.ts';
export * from './user/state.ts';
export { UserLog } from './user/user-log.ts';
export { type PublicKeys, haveSameKeys, passwordOf } from './user/ways-in.ts';
export { type CredentialChallenge, verifyCredentialChallenge } from './user/credential-challenge.ts';
