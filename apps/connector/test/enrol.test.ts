import { readFile, stat } from 'node:fs/promises';
import { encodeEnrolmentLine, encodePairingLine, parsePairingLine } from '@commonseal/protocol';
import { generateWriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrol } from '../src/commands/enrol.ts';
import { init } from '../src/commands/init.ts';
import { status } from '../src/commands/status.ts';
import { Stop } from '../src/stop.ts';
import { TestAccount } from './support/test-account.ts';
import { Workplace, serverAddress } from './support/workplace.ts';

let place: Workplace;

beforeEach(async () => {
  place = await Workplace.create();
});

afterEach(async () => {
  await place.remove();
});

async function refusal(line: string): Promise<string> {
  const error: unknown = await enrol(place.context(), line).catch((reason: unknown) => reason);
  if (error instanceof Stop) return `${error.reason}: ${error.message}`;
  throw error;
}

describe('init', () => {
  it('makes a private key once and prints the same pairing line each time', async () => {
    await init(place.context());
    await init(place.context());
    const lines = place.said.filter((line) => line.startsWith('commonseal-connector-1.'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(lines[1]);
    expect(parsePairingLine(lines[0] ?? '').writerId).toHaveLength(43);
    expect((await stat(place.state.path)).mode & 0o777).toBe(0o700);
    expect((await stat(place.state.keys)).mode & 0o777).toBe(0o600);
  });

  it('leaves a folder alone that holds other files', async () => {
    await place.write('state/letter.txt', 'x');
    await expect(init(place.context())).rejects.toMatchObject({ reason: 'state_unusable' });
    expect((await stat(place.state.path)).mode & 0o077).not.toBe(0);
  });

  it('does not write a new key over a damaged one', async () => {
    await init(place.context());
    await place.write('state/keys.json', '{}');
    await place.write('state/keys.json.copy', '{}');
    await expect(init(place.context())).rejects.toMatchObject({ reason: 'state_unusable' });
    expect(await readFile(place.state.keys, 'utf8')).toBe('{}');
  });

  it('goes on with the key of the copy when the other one is damaged', async () => {
    await init(place.context());
    await place.write('state/keys.json', '{}');
    await init(place.context());
    const lines = place.said.filter((line) => line.startsWith('commonseal-connector-1.'));
    expect(lines[0]).toBe(lines[1]);
  });
});

describe('enrol', () => {
  it('takes the line, wrapped or not, and pins what it has verified', async () => {
    await place.pair();
    const line = place.enrolmentLine();
    expect(await enrol(place.context(), `${line.slice(0, 20)}\n  ${line.slice(20)}`)).toBe(0);
    place.said = [];
    await status(place.context());
    const { accountId } = place.account.log.state;
    expect(place.said.join('\n')).toContain(accountId);
    expect(place.said.join('\n')).toContain('Delivered        0 items in 0 batches');
    expect(await enrol(place.context(), line)).toBe(0);
  });

  it('says that a key has to be made first', async () => {
    expect(await refusal('x')).toMatch(/^not_initialised: .*init/);
  });

  it('says that a line is not whole, or another kind of line', async () => {
    await place.pair();
    const line = place.enrolmentLine();
    const pairing = encodePairingLine({ writerId: writerIdOf(generateWriterSeed()) });
    for (const wrong of [
      '',
      'x',
      line.slice(0, -1),
      `${line.slice(0, 40)}${line[40] === 'A' ? 'B' : 'A'}${line.slice(41)}`,
      pairing,
    ]) {
      expect(await refusal(wrong)).toMatch(/^usage: This is not a whole enrolment line/);
    }
  });

  it('refuses a server that shows another account, or another entry than the line names', async () => {
    await place.pair();
    const line = place.enrolmentLine();
    place.server.otherLog = new TestAccount();
    expect(await refusal(line)).toMatch(/^not_admitted: .*is not the account that the line names/);
    place.server.otherLog = undefined;
    const { accountId } = place.account.log.state;
    const { sequence } = place.account.log.head;
    for (const head of [
      { sequence, hash: new Uint8Array(32) },
      { sequence: sequence + 1, hash: new Uint8Array(32) },
    ]) {
      expect(await refusal(encodeEnrolmentLine({ server: serverAddress, accountId, head }))).toMatch(
        /^not_admitted/,
      );
    }
    await expect(status(place.context())).resolves.toBe(0);
    expect(place.said.at(-1)).toContain('none yet');
  });

  it('says that the account knows another key', async () => {
    await init(place.context());
    place.account.admit(writerIdOf(generateWriterSeed()));
    expect(await refusal(place.enrolmentLine())).toMatch(/^not_admitted: .*pairing line/);
  });

  it('says that it was withdrawn', async () => {
    await place.pair();
    place.account.withdraw(parsePairingLine(place.said[0] ?? '').writerId);
    expect(await refusal(place.enrolmentLine())).toMatch(/^withdrawn/);
  });

  it('says that the server cannot be reached', async () => {
    await place.pair();
    place.server.onRequest = () => 'dead';
    expect(await refusal(place.enrolmentLine())).toMatch(/^server_unreachable: http:\/\/localhost:1 /);
  });

  it('refuses a second account, and an older log of the same one', async () => {
    await place.pair();
    const line = place.enrolmentLine();
    place.account.replaceKey();
    await enrol(place.context(), line);
    place.server.shownEntries = 2;
    expect(await refusal(line)).toMatch(/^not_admitted: .*older state/);
    place.server.shownEntries = undefined;
    const { accountId, head } = new TestAccount().log.state;
    expect(await refusal(encodeEnrolmentLine({ server: serverAddress, accountId, head }))).toMatch(
      /^enrolled_elsewhere/,
    );
  });

  it('takes a new address of the same account', async () => {
    await place.pair();
    await enrol(place.context(), place.enrolmentLine());
    const { accountId } = place.account.log.state;
    const line = encodeEnrolmentLine({
      server: 'https://new.example',
      accountId,
      head: place.account.log.head,
    });
    expect(await enrol(place.context(), line)).toBe(0);
    expect(place.said).toContain('The account is now at https://new.example.');
  });
});
