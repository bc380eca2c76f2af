/** Logs and writers' chains: parsing, and the pure rules that everybody applies unchanged. Signs and opens nothing. */
export { AccountLog } from './account/account-log.ts';
export { apply } from './account/apply.ts';
export { type EpochPart, recipientsOf } from './account/entries/epoch-part.ts';
export * from './account/epoch-seals.ts';
export * from './account/state.ts';
export { type ChainHead, acceptManifest } from './content/chain.ts';
export * from './content/manifest.ts';
export { type WriterChallenge, verifyWriterChallenge } from './content/writer-challenge.ts';
export { type Head, readHead, requireExtends, writeHead } from './head.ts';
export { encodeName, nameBoxBytes, parseName } from './name.ts';
export { Refused, type RefusalReason, requireAccepted } from './refused.ts';
export { type Anchor, encodeAnchor, parseAnchor } from './user/anchor.ts';
export { applyUserEntry } from './user/apply.ts';
export * from './user/state.ts';
export { UserLog } from './user/user-log.ts';
