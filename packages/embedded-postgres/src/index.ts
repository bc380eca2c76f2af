export { type ConnectionParts, writtenConnection } from './connection.ts';
export type { EmbeddedPostgresErrorCode } from './errors.ts';
export { EmbeddedPostgresError } from './errors.ts';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start.ts';
export { startEmbeddedPostgres } from './start.ts';
