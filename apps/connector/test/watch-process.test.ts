import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtProgram } from '../../../e2e/fixtures/programs-built.ts';
import { enrol } from '../src/commands/enrol.ts';
import { listen } from './support/http-server.ts';
import { openEverything } from './support/open-everything.ts';
import { encodeEnrolmentLine } from '@commonseal/protocol';
import { Workplace } from './support/workplace.ts';

let program: string;
let place: Workplace;
let http: Awaited<ReturnType<typeof listen>>;
let child: ChildProcess | undefined;
let output: string;

beforeAll(async () => {
  program = await builtProgram('connector');
});

beforeEach(async () => {
  place = await Workplace.create();
  http = await listen(place.server);
  await place.pair();
  const { accountId } = place.account.log.state;
  await enrol(
    place.context(),
    encodeEnrolmentLine({ server: http.url, accountId, head: place.account.log.head }),
  );
  await mkdir(place.path('in'));
});

afterEach(async () => {
  if (child?.exitCode === null) child.kill('SIGKILL');
  await http.close();
  await place.remove();
});

function start(...args: string[]): ChildProcess {
  output = '';
  child = spawn(process.execPath, [program, '--state', place.state.path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      output += part.toString();
    });
  return child;
}

async function untilOutput(words: string): Promise<void> {
  await vi.waitFor(() => expect(output).toContain(words), { timeout: 30_000, interval: 20 });
}

async function codeOf(ending: ChildProcess): Promise<unknown> {
  return (await once(ending, 'close'))[0];
}

describe('the program that watches', () => {
  it('ends with 0 after the batch that is under way, at one Ctrl-C that reaches it twice', async () => {
    for (let at = 0; at < 200; at += 1) await place.write(`in/${at}.txt`, `text ${at}`);
    const watching = start('watch', place.path('in'));
    let isAsked = false;
    place.server.onReply = (name) => {
      if (name === 'putChunks' && !isAsked) {
        isAsked = true;
        watching.kill('SIGINT');
        watching.kill('SIGTERM');
      }
      return undefined;
    };
    expect(await codeOf(watching), output).toBe(0);
    expect(output).toContain('Ending after the batch that is under way.');
    // Whole batches, and not all of them.
    expect(await openEverything(place.server)).toHaveLength(64);
    expect(output).toContain('delivered 64, already delivered 0');
    expect((await once(start('push', place.path('in')), 'close'))[0]).toBe(0);
    expect(output).toContain('delivered 136, already delivered 64, failed 0');
  });

  it('takes SIGTERM while it waits for files', async () => {
    const watching = start('watch', place.path('in'));
    await untilOutput('Watching');
    watching.kill('SIGTERM');
    expect(await codeOf(watching), output).toBe(0);
  });

  it('ends with 3 when it was withdrawn, as a push does', async () => {
    for (const writerId of place.account.log.state.writers.keys()) place.account.withdraw(writerId);
    for (const command of ['watch', 'push']) {
      expect(await codeOf(start(command, place.path('in'))), output).toBe(3);
      expect(output).toContain('An owner has withdrawn this connector');
    }
  });

  it('ends with 2 when there is no such folder', async () => {
    expect(await codeOf(start('watch', place.path('missing')))).toBe(2);
    expect(output).toContain('is not there.');
  });
});

describe('a push', () => {
  it('ends at once when it is asked to, and says that nothing is lost', async () => {
    await place.write('in/a.txt', 'a');
    const pushing = start('push', place.path('in'));
    place.server.onRequest = (name) => {
      if (name === 'putChunks') pushing.kill('SIGINT');
      return name === 'putChunks' ? 'offline' : undefined;
    };
    expect(await codeOf(pushing)).toBe(130);
    expect(output).toContain('Stopped. Nothing is lost');
  });
});
