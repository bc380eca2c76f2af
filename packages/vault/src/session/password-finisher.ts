import { cryptoReady } from '@commonseal/crypto/seal';
import { finishLogin, finishRegistration, opaqueReady } from '@commonseal/crypto/opaque-client';

type Finish<F extends (input: never) => unknown> = (input: Parameters<F>[0]) => Promise<ReturnType<F>>;

/**
 * The halves of OPAQUE that stretch a password. They take 64 MiB that WebAssembly never gives back: who has threads to
 * spare does them in one that ends afterwards.
 */
export interface PasswordFinisher {
  readonly finishRegistration: Finish<typeof finishRegistration>;
  readonly finishLogin: Finish<typeof finishLogin>;
}

/** In this very thread. */
export const finishHere: PasswordFinisher = {
  finishRegistration: async (input) => {
    await Promise.all([cryptoReady(), opaqueReady()]);
    return finishRegistration(input);
  },
  finishLogin: async (input) => {
    await Promise.all([cryptoReady(), opaqueReady()]);
    return finishLogin(input);
  },
};
