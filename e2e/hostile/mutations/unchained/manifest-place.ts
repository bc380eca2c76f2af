/** Any manifest may follow any other. */
export function checkPlace(): undefined {
  return undefined;
}
