import { EmbeddedPostgresError } from '@commonseal/embedded-postgres';
import { StartError, readConfig } from './config.ts';
import { describeError } from './plugins/errors.ts';
import { type RunningServer, startServer } from './start.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;
/** Terminal, npm and a starting script may all pass the same Ctrl-C on; one that comes later than this is a new one. */
const forceAfterMs = 2_000;

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  let running: RunningServer | undefined;
  let toldAtMs: number | undefined;
  const stopping = new AbortController();
  const onSignal = () => {
    if (toldAtMs !== undefined) {
      if (Date.now() - toldAtMs > forceAfterMs) process.exit(1);
      return;
    }
    toldAtMs = Date.now();
    stopping.abort();
    if (running) void end(running);
  };
  for (const signal of signals) process.on(signal, onSignal);

  running = await startServer(readConfig(process.env), tell);
  process.on('uncaughtException', (error) => {
    running?.app.log.fatal({ err: error }, 'a fault in the program');
    process.exit(1);
  });
  if (stopping.signal.aborted) await end(running);
  else process.stdout.write(`Commonseal is ready at http://localhost:${running.port}\n`);
}

async function end(running: RunningServer): Promise<void> {
  try {
    await running.stop();
    process.exit(0);
  } catch (error) {
    tell(`The server did not end in order: ${JSON.stringify(describeError(error))}`);
    process.exit(1);
  }
}

try {
  await main();
} catch (error) {
  // These two are written for whoever starts the server; of any other only the place is told, not what it quotes.
  const isExplained = error instanceof StartError || error instanceof EmbeddedPostgresError;
  tell(
    isExplained
      ? error.message
      : `The server did not start: ${JSON.stringify(describeError(error), undefined, 2)}`,
  );
  process.exit(1);
}
