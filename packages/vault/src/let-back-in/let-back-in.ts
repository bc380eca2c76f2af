import { CommonsealError } from '@commonseal/protocol';
import type { LetBackInApi } from '../let-back-in-api.ts';

/** All that can be asked for about coming back by the help of others, and about helping them. */
export function makeLetBackIn(): LetBackInApi {
  const later = async (): Promise<never> => {
    throw new CommonsealError('internal', 'not there yet');
  };
  return {
    askToBeLetBackIn: later,
    findReturn: later,
    lookAtReturn: later,
    withdrawReturn: later,
    confirmAnswer: later,
    enterByReturn: later,
    listResetRequests: later,
    checkResetWords: later,
    approveReset: later,
    refuseReset: later,
    resetPolicy: later,
    setResetPolicy: later,
    breakGlassSet: later,
    prepareBreakGlass: later,
    confirmShare: later,
    startBreakGlass: later,
    withdrawBreakGlass: later,
    checkShare: later,
    useBreakGlass: later,
  };
}
