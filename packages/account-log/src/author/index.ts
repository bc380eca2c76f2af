/** Makes signed entries and sealed batches; the rules that judge them are in the package's main entry. */
export * from './account-entries.ts';
export * from './batch-sealer.ts';
export * from './break-glass-reading.ts';
export * from './credential-challenge.ts';
export { type Foreseen, foresee } from './foresee.ts';
export * from './head-statement.ts';
export * from './invite-reading.ts';
export * from './job-part.ts';
export * from './job-request.ts';
export * from './reset-request.ts';
export * from './user-entries.ts';
export * from './worker-challenge.ts';
export * from './writer-challenge.ts';
