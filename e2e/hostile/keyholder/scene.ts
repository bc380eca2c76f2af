import type { GrantTerms } from '@commonseal/account-log';
import type { WriterSeed } from '@commonseal/crypto/seal';
import type { GrantedAccount } from '../../../apps/worker/test/support/granted-account.ts';
import type { KeyholderStage } from './keyholder-stage.ts';
import type { HostileJob } from './hostile-job.ts';
import type { KeyholderProcess } from './keyholder-process.ts';

export const dayMs = 86_400_000;

/** An account with two sources, a keyholder that it may grant something, and a job's process of bad faith. */
export interface Scene {
  readonly keyholder: KeyholderProcess;
  readonly account: GrantedAccount;
  readonly bank: WriterSeed;
  readonly shop: WriterSeed;
  /** That of now; a keyholder that was started anew has another one. */
  readonly newJob: () => Promise<HostileJob>;
}

export async function setScene(stage: KeyholderStage): Promise<Scene> {
  const keyholder = await stage.startKeyholder();
  const { cryptoReady } = await import('@commonseal/crypto/seal');
  const { GrantedAccount: Account } = await import('../../../apps/worker/test/support/granted-account.ts');
  const { HostileJob: Job } = await import('./hostile-job.ts');
  await cryptoReady();
  const account = new Account();
  const [bank, shop] = [account.writer(), account.writer()];
  const newJob = async () => new Job(await keyholder.socket(), keyholder.identity);
  return { keyholder, account, bank, shop, newJob };
}

/** Everything, or what these sources deliver. */
export async function standing(...writers: readonly WriterSeed[]): Promise<GrantTerms> {
  const { writerIdOf } = await import('@commonseal/crypto/seal');
  return { kind: 'standing', writerIds: writers.length === 0 ? undefined : writers.map(writerIdOf) };
}
