/** What Node says when a socket cannot be opened or breaks. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/**
 * SQLSTATE (PostgreSQL's appendix A): shut down, crashed, starting up, dropped; idle in a transaction too long; too
 * many connections; not allowed in; no such database; read-only after a failover; statement timed out.
 */
const stateCodes = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P04',
  '57P05',
  '25P03',
  '53300',
  '28000',
  '28P01',
  '3D000',
  '25006',
  '57014',
]);

/** Errors of `pg` itself bear no code. */
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

export function errorCodeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether an error says that the database cannot be used just now, rather than that the statement was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = errorCodeOf(error);
  if (code === undefined) return messages.test(error.message);
  return socketCodes.has(code) || stateCodes.has(code) || code.startsWith('08') || isRepeatable(error);
}

/** Two transactions met, or a statement is not prepared any more: the same can be run again. */
export function isRepeatable(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code === '40001' || code === '40P01' || isPreparedLost(error);
}

/** No such prepared statement, or one that is there already: a pooler has changed connections. */
export function isPreparedLost(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code === '26000' || code === '42P05';
}

export function isUniqueViolation(error: unknown): boolean {
  return errorCodeOf(error) === '23505';
}
