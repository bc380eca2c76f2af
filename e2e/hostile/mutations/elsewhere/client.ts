import {
  type ApiClientOptions,
  ApiClient as RealClient,
} from '../../../../packages/protocol/src/api/client.ts';

export type { ApiClientOptions, CallInput } from '../../../../packages/protocol/src/api/client.ts';

/** Goes wherever an answer sends it. */
export class ApiClient extends RealClient {
  constructor(options: ApiClientOptions) {
    super({ ...options, fetch: (input, init) => options.fetch(input, { ...init, redirect: 'follow' }) });
  }
}
