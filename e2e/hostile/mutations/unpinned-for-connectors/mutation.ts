import type { ConnectorMutation } from '../../mutation.ts';

export const unpinnedForConnectors: ConnectorMutation = {
  name: 'unpinned-for-connectors',
  of: 'connector',
  change: 'the connector does not know what it has seen of the log before',
  replaces: { 'apps/connector/src/state/enrolment.ts': 'enrolment.ts' },
};
