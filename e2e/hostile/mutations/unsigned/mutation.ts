import type { ConnectorMutation, KeyholderMutation, Mutation } from '../../mutation.ts';

export const unsigned: Mutation = {
  name: 'unsigned',
  change: 'nobody asks who signed an entry',
  replaces: {
    'packages/crypto/src/verify/signature.ts': '../unauthenticated/signature.ts',
  },
};

/** The same in the keyholder's program. */
export const unsignedForKeyholders: KeyholderMutation = { ...unsigned, of: 'keyholder' };

/** And in the connector's. */
export const unsignedForConnectors: ConnectorMutation = { ...unsigned, of: 'connector' };
