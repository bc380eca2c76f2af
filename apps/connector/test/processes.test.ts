import { encodeEnrolmentLine, parsePairingLine } from '@commonseal/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listen } from './support/http-server.ts';
import { openEverything } from './support/open-everything.ts';
import { type SteppedRun, SteppingProgram } from './support/stepping-process.ts';
import { Workplace } from './support/workplace.ts';

let program: SteppingProgram;
let place: Workplace;
let http: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  program = await SteppingProgram.create();
});

afterAll(async () => {
  await program?.remove();
});

beforeEach(async () => {
  place = await Workplace.create();
  http = await listen(place.server);
  const made = await run('init');
  place.account.admit(parsePairingLine(made.output.split('\n')[0] ?? '').writerId);
  const { accountId } = place.account.log.state;
  const line = encodeEnrolmentLine({ server: http.url, accountId, head: place.account.log.head });
  expect((await run('enrol', line)).code).toBe(0);
});

afterEach(async () => {
  await http.close();
  await place.remove();
});

function run(...args: string[]): Promise<SteppedRun> {
  return program.run(['--state', place.state.path, ...args]);
}

async function deliveredFiles(): Promise<string[]> {
  return (await openEverything(place.server)).map(({ header }) => header.fileName).toSorted();
}

describe('two pushes at once on one state folder', () => {
  it('are refused to the second one, which says so; and a killed one keeps nobody out', async () => {
    await place.write('in/a.txt', 'a');
    let second: SteppedRun | undefined;
    const first = await program.run(['--state', place.state.path, 'push', place.path('in')], {
      heldAt: ['piece sent', 1],
      onStep: (line, kill) => {
        if (line !== 'held') return;
        void run('push', place.path('in'))
          .then((ended) => {
            second = ended;
          })
          .finally(kill);
      },
    });
    expect(first.wasKilled).toBe(true);
    expect(second?.code).toBe(1);
    expect(second?.output).toMatch(/Another push or watch works with this state folder \(process \d+/);
    expect(second?.output).toContain('Wait until it has ended, or end it.');
    expect((await run('push', place.path('in'))).code).toBe(0);
    expect(await deliveredFiles()).toEqual(['a.txt']);
  });
});

describe('a disk that takes no more', () => {
  it('ends a push with words, and the next one delivers everything once', async () => {
    await place.write('in/a.txt', 'a');
    await place.write('in/large.bin', new Uint8Array(3 * 1024 * 1024));
    const full = await program.run(['--state', place.state.path, 'push', place.path('in')], {
      fileLimitKiB: 1024,
    });
    expect(full.code).toBe(1);
    expect(full.output).toContain('The disk of the state folder is full');
    expect((await run('push', place.path('in'))).code).toBe(0);
    expect(await deliveredFiles()).toEqual(['a.txt', 'large.bin']);
  });
});
