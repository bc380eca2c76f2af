/** Makes signed entries and sealed batches; the rules that judge them are in the package's main entry. */
export * from './account-entries.ts';
export * from './batch-sealer.ts';
export * from './user-entries.ts';
export * from './writer-challenge.ts';
