const maxNameBytes = 64;

/** What is wrong with a passkey's name, in words. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'Give it a name.';
  if (new TextEncoder().encode(name).length > maxNameBytes) return 'This name is too long. Shorten it.';
  return undefined;
}
