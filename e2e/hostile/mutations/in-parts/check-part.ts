/** The new account key may come with the removal, later, or never. */
export function checkPart(): undefined {
  return undefined;
}
