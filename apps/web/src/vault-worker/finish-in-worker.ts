import { CommonsealError } from '@commonseal/protocol';
import type { PasswordFinisher } from '@commonseal/vault';
import { type Remote, wrap } from 'comlink';
import { sameOriginScriptUrl } from '../trusted-types.ts';
import workerUrl from './password-worker.ts?worker&url';
import { fromThrownCode } from './worker-protocol.ts';

/** A worker for each password, ended with the answer. It is this worker's own: whoever ends this one ends it too. */
export const finishInWorker: PasswordFinisher = {
  finishRegistration: (input) => inWorker((finisher) => finisher.finishRegistration(input)),
  finishLogin: (input) => inWorker((finisher) => finisher.finishLogin(input)),
};

let prepared: Worker | undefined;

/** Starts the next one, which then has loaded what it needs when the password comes. */
export function prepareToFinish(): void {
  const worker = startWorker();
  prepared = worker;
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    // It could not be loaded: perhaps the one for the password itself can.
    if (prepared === worker) prepared = undefined;
  });
}

function startWorker(): Worker {
  return new Worker(sameOriginScriptUrl(workerUrl), { type: 'module', name: 'password' });
}

async function inWorker<T>(work: (finisher: Remote<PasswordFinisher>) => Promise<T>): Promise<T> {
  const worker = prepared ?? startWorker();
  prepared = undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        // It could not be loaded: what it does itself, it answers for.
        reject(new CommonsealError('offline', 'the worker for passwords could not be loaded'));
      });
      work(wrap<PasswordFinisher>(worker)).then(resolve, (thrown: unknown) => reject(fromThrownCode(thrown)));
    });
  } finally {
    worker.terminate();
  }
}
