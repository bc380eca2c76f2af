import type { ConnectorMutation } from '../../mutation.ts';

export const agelessForConnectors: ConnectorMutation = {
  name: 'ageless-for-connectors',
  of: 'connector',
  change: 'the connector delivers by a log of whatever age',
  replaces: { 'apps/connector/src/delivery/freshness.ts': 'freshness.ts' },
};
