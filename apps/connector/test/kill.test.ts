import { encodeEnrolmentLine, parsePairingLine } from '@commonseal/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runConnector } from './support/connector-process.ts';
import { listen } from './support/http-server.ts';
import { openEverything } from './support/open-everything.ts';
import { Workplace } from './support/workplace.ts';

const fileCount = 300;
const kills = 8;

let place: Workplace;
let http: Awaited<ReturnType<typeof listen>>;

beforeEach(async () => {
  place = await Workplace.create();
  http = await listen(place.server);
});

afterEach(async () => {
  await http.close();
  await place.remove();
});

describe('the program in its own process', () => {
  it('loses nothing and delivers nothing twice when it is killed in the middle of a push', {
    timeout: 240_000,
  }, async () => {
    for (let at = 0; at < fileCount; at += 1) await place.write(`in/${at}.txt`, `text ${at}`.repeat(500));
    const state = ['--state', place.state.path];
    const made = await runConnector([...state, 'init']);
    place.account.admit(parsePairingLine(made.output.split('\n')[0] ?? '').writerId);
    const { accountId } = place.account.log.state;
    const line = encodeEnrolmentLine({ server: http.url, accountId, head: place.account.log.head });
    expect((await runConnector([...state, 'enrol', line])).code).toBe(0);

    let signals = 0;
    for (let run = 0; run < kills; run += 1) {
      // By requests and not by time alone: however slow the machine is, the kills fall into the work.
      const requests = place.server.requests.length;
      let left = 1 + Math.floor(Math.random() * 90);
      const { signal } = await runConnector([...state, 'push', place.path('in')], {
        untilKill: (kill) => {
          place.server.onRequest = () => {
            left -= 1;
            if (left === 0) kill();
            return undefined;
          };
        },
      });
      if (signal === 'SIGKILL') signals += 1;
      expect(place.server.requests.length).toBeGreaterThan(requests);
    }
    place.server.onRequest = () => undefined;
    expect(signals).toBeGreaterThan(0);
    const last = await runConnector([...state, 'push', place.path('in')]);
    expect(last.code, last.output).toBe(0);
    expect(last.output).toMatch(/delivered \d+, already delivered \d+, failed 0\n$/);
    const names = (await openEverything(place.server)).map(({ header }) => header.fileName);
    expect(names.toSorted()).toEqual(Array.from({ length: fileCount }, (_, at) => `${at}.txt`).toSorted());
  });
});
