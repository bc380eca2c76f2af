import type { ConnectorMutation } from '../../mutation.ts';

export const anybodysKeyForConnectors: ConnectorMutation = {
  name: 'anybodys-key-for-connectors',
  of: 'connector',
  change: 'the connector does not ask whether somebody who has left knows the account key',
  replaces: { 'apps/connector/src/delivery/freshness.ts': 'freshness.ts' },
};
