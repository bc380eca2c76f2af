/** Of a field that takes a code of the app or a backup code. */
export function anyCodeFault(isMissing: boolean, isWrong: boolean): string | undefined {
  if (isMissing) return 'Enter a code.';
  return isWrong
    ? 'This code is not right, or was used already. Wait for the next one in the app, or take another backup code.'
    : undefined;
}
