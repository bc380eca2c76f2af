/** Whether the operating system refused something, as opposed to a program. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && errorCodeOf(error) !== undefined;
}

/** The code of an error of the operating system. */
export function errorCodeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
