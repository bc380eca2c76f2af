/** Where the answer that names the cost is read: a worker of its own would not know of it. */
export { finishHere as finishInWorker } from '../../../../packages/vault/src/session/password-finisher.ts';

/** Nothing has to be ready: it is done in the very thread. */
export const prepareToFinish = (): void => undefined;
