export function codeFault(isMissing: boolean, isWrong: boolean): string | undefined {
  if (isMissing) return 'Enter the code.';
  return isWrong
    ? 'This code is not right. Wait for the next one in the app; the clock of the phone must be right.'
    : undefined;
}
