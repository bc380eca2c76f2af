import { FollowedAccount as Real } from '../../../../apps/worker/src/accounts/followed-account.ts';

export * from '../../../../apps/worker/src/accounts/followed-account.ts';

/** What was kept is not looked at. */
export const FollowedAccount = {
  begin: (...asked: Parameters<typeof Real.begin>) => Real.begin(...asked),
  load: (_at: Parameters<typeof Real.load>[0]): Promise<Real | undefined> => Promise.resolve(undefined),
};
export type FollowedAccount = Real;
