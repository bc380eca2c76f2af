// A launcher in a process of its own, for tests to kill. Reads commands from stdin, a line each, and answers in JSON.
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../src/index.ts';
import { startTestCluster } from '../src/testing.ts';

const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

async function start(dataDirectory: string) {
  if (dataDirectory === 'test-cluster') {
    const cluster = await startTestCluster();
    say({ connectionString: cluster.connectionString });
    return cluster;
  }
  const server = await startEmbeddedPostgres({ dataDirectory });
  say({ connectionString: server.connectionString });
  return server;
}

/** Tells of each row once the server has acknowledged it. */
async function writeRows(connectionString: string) {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('create table rows (number integer primary key)');
  for (let number = 1; ; number += 1) {
    await client.query('insert into rows values ($1)', [number]);
    say({ acknowledged: number });
  }
}

try {
  const server = await start(process.argv[2] ?? '');
  for await (const command of createInterface({ input: process.stdin })) {
    if (command === 'write') await writeRows(server.connectionString);
    if (command !== 'stop') continue;
    await server.stop();
    say({ stopped: true });
    process.exit();
  }
} catch (error) {
  say({ code: error instanceof EmbeddedPostgresError ? error.code : String(error), message: String(error) });
  process.exitCode = 1;
}
