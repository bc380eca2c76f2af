import { WriterId, encodePairingLine, maxNameBytes, minPasswordLength } from '@commonseal/protocol';
import { describe, expect, it } from 'vitest';
import { checkSignUp } from '../src/features/sign-up/check-sign-up.ts';
import { checkSource } from '../src/features/sources/check-source.ts';

describe('signing up', () => {
  const good = { email: 'ada@example.org', password: 'x'.repeat(minPasswordLength), accountName: 'Harbour' };
  it('takes what is whole', () => {
    expect(checkSignUp(good)).toEqual({});
  });
  it('counts characters as people do', () => {
    expect(checkSignUp({ ...good, password: '🦭'.repeat(minPasswordLength) }).password).toBeUndefined();
    expect(checkSignUp({ ...good, password: '🦭'.repeat(minPasswordLength - 1) }).password).toBeDefined();
  });
  it('names each fault', () => {
    expect(Object.keys(checkSignUp({ email: 'ada', password: '', accountName: ' ' }))).toEqual([
      'email',
      'password',
      'accountName',
    ]);
    expect(checkSignUp({ ...good, accountName: 'ä'.repeat(maxNameBytes) }).accountName).toMatch(/too long/);
  });
});

describe('connecting a source', () => {
  const line = encodePairingLine({ writerId: WriterId.fromBytes(new Uint8Array(32).fill(7)) });
  it('takes a line that a mail program broke', () => {
    expect(
      checkSource({ pairingLine: `  ${line.slice(0, 30)}\r\n ${line.slice(30)} `, name: 'Mail' }),
    ).toEqual({});
  });
  it('finds a slip', () => {
    const slipped = line.replace('Bw', 'BW');
    expect(checkSource({ pairingLine: slipped, name: 'Mail' }).pairingLine).toMatch(
      /not a whole pairing line/,
    );
  });
  it('tells the two kinds of lines apart', () => {
    expect(checkSource({ pairingLine: 'commonseal-enrol-1.abc.def', name: 'Mail' }).pairingLine).toMatch(
      /goes to the connector/,
    );
  });
  it('wants a name', () => {
    expect(checkSource({ pairingLine: line, name: '' }).name).toBeDefined();
  });
});
