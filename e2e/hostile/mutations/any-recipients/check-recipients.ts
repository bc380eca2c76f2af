/** Whoever they are. */
export function areRecipients(): boolean {
  return true;
}
