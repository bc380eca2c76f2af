/** Whatever the policy says. */
export function mayVouch(): boolean {
  return true;
}
