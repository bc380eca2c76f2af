import { BuiltOnce } from '../built-once.ts';
import type { ConnectorMutation } from '../mutation.ts';
import { type Stage, test as base } from '../stage.ts';
import type { Teammate } from '../teammate.ts';
import type { ConnectorProgram } from './build-connector.ts';
import type { ConnectorProcess } from './connector-process.ts';

/** Where a connector is attacked: people's clients are the real ones. */
export interface ConnectorStage extends Stage {
  /** One that an owner has connected through the hostile server. */
  enrolConnector(owner: Teammate): Promise<ConnectorProcess>;
}

interface TestFixtures {
  /** Sets the stage with the real program, or with one that lacks a defence. */
  readonly setConnectorStage: (mutation?: ConnectorMutation) => Promise<ConnectorStage>;
}

interface WorkerFixtures {
  readonly connectors: BuiltOnce<ConnectorMutation, ConnectorProgram>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  connectors: [
    async ({}, use) => {
      const builds = new BuiltOnce<ConnectorMutation, ConnectorProgram>(async (mutation) =>
        (await import('./build-connector.ts')).buildConnector(mutation),
      );
      await use(builds);
      await builds.remove();
    },
    { scope: 'worker' },
  ],

  setConnectorStage: async ({ connectors, setStage }, use) => {
    const enrolled: ConnectorProcess[] = [];
    await use(async (mutation) => ({
      ...(await setStage()),
      enrolConnector: async (owner) => {
        const { ConnectorProcess: Process } = await import('./connector-process.ts');
        const connector = await Process.enrol(await connectors.of(mutation), owner);
        enrolled.push(connector);
        return connector;
      },
    }));
    for (const connector of enrolled) await connector.remove();
  },
});
