import { type BreakGlassShare, encodeBreakGlassShare, encodeRecoveryKit } from '@commonseal/protocol';
import type { ActivityEntry, ActivityEvent } from '@commonseal/vault';
import { describe, expect, it } from 'vitest';
import { addSheet, missingSheets, type ReadSheet } from '../src/features/break-glass/read-sheets.ts';
import {
  type SetPlan,
  firstPlan,
  holderFault,
  thresholds,
  withName,
  withOneMore,
  without,
} from '../src/features/break-glass/set-plan.ts';
import { sheetCode, typingWords } from '../src/features/break-glass/sheet-words.ts';
import { lastSetOf } from '../src/features/break-glass/use-break-glass.ts';
import { kitCode } from '../src/features/recovery-kit/kit-words.ts';

const bytesFrom = (length: number, start: number) =>
  Uint8Array.from({ length }, (_, at) => (at * 37 + start) % 256);

function codeOf(index: number, change: Partial<BreakGlassShare> = {}): string {
  const share = { setName: bytesFrom(10, 1), index, threshold: 2, count: 3, bytes: bytesFrom(33, index) };
  return encodeBreakGlassShare({ ...share, ...change }).join('-');
}

const kit = encodeRecoveryKit(bytesFrom(32, 7)).join('-');

describe('what is told of a code that is typed', () => {
  it('names the group with a typo, and counts those that are right so far', () => {
    const code = codeOf(1);
    const wrong = `${code.slice(0, 8)}${code[8] === '2' ? '3' : '2'}${code.slice(9)}`;
    expect(sheetCode.faultOf(wrong)).toMatch(/^Group 2 has a typo/);
    expect(typingWords(code.slice(0, 20))).toMatch(/^3 of 19 groups/);
    expect(sheetCode.faultOf(code)).toBeUndefined();
  });
  it('says of groups of two sheets that they do not belong together', () => {
    const groups = [codeOf(1), codeOf(2)].map((code) => code.split('-'));
    const mixed = [...(groups[0] ?? []).slice(0, 8), ...(groups[1] ?? []).slice(8)].join(' ');
    expect(sheetCode.faultOf(mixed)).toMatch(/do not belong together/);
  });
  it('tells a recovery kit and a sheet apart, typed or in a picture', () => {
    expect(sheetCode.faultOf(kit)).toMatch(/This is a recovery kit/);
    expect(sheetCode.strange.adviceOf(`COMMONSEAL-KIT-1:${kit}`)).toMatch(/This is a recovery kit/);
    expect(kitCode.faultOf(codeOf(1))).toMatch(/This is a break-glass sheet/);
    expect(kitCode.strange.adviceOf(`COMMONSEAL-SHARE-1:${codeOf(1)}`)).toMatch(
      /This is a break-glass sheet/,
    );
  });
});

describe('sheets that are brought together', () => {
  const read = (...codes: readonly string[]): readonly ReadSheet[] =>
    codes.reduce<readonly ReadSheet[]>((sheets, code) => {
      const next = addSheet(sheets, code);
      if ('title' in next) throw new Error(next.title);
      return next;
    }, []);
  it('are enough as soon as there are as many as each of them says', () => {
    expect(missingSheets(read(codeOf(3)))).toBe(1);
    expect(missingSheets(read(codeOf(3), codeOf(1)))).toBe(0);
  });
  it.each<[string, string, RegExp]>([
    ['the same one twice', codeOf(1).toLowerCase(), /^This is sheet 1 of 3 once more/],
    ['one of another set', codeOf(2, { setName: bytesFrom(10, 2) }), /^This sheet is of another set/],
  ])('do not take %s', (_, code, title) => {
    expect(addSheet(read(codeOf(1)), code)).toMatchObject({ title: expect.stringMatching(title) });
  });
});

describe('the plan of a set', () => {
  const named = (plan: SetPlan, ...names: readonly string[]) =>
    names.reduce((next, name, at) => withName(next, next.holders[at]?.id ?? 0, name), plan);
  it('asks for a name of each holder, and for names that can be told apart', () => {
    const plan = named(firstPlan, 'Ana', ' ', 'ana ');
    expect(plan.holders.map((_, at) => holderFault(plan, at))).toEqual([
      undefined,
      expect.stringMatching(/^Say who keeps/),
      expect.stringMatching(/^This name stands there already/),
    ]);
  });
  it('never needs more sheets than there are', () => {
    const four = { ...withOneMore(firstPlan), threshold: 4 };
    expect(thresholds(four)).toEqual([2, 3, 4]);
    const [first] = four.holders;
    expect(without(four, first?.id ?? 0)).toMatchObject({ threshold: 3 });
    expect(withOneMore(without(four, 4)).holders.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });
});

describe('what became of the newest set', () => {
  const entry = (event: ActivityEvent): ActivityEntry => ({
    sequence: 0,
    timeMs: 5,
    authorName: 'Ana',
    isYou: false,
    event,
    newEpoch: undefined,
  });
  const made = entry({ kind: 'breakGlassMade', threshold: 2, holderNames: ['Ana', 'Ben'] });
  const used = entry({ kind: 'breakGlassUsed', name: 'Ben' });
  const withdrawn = entry({ kind: 'breakGlassWithdrawn' });
  const other = entry({ kind: 'keyReplaced' });
  it.each<[string, readonly ActivityEntry[], unknown]>([
    ['there was none', [other], undefined],
    ['used', [other, used, made], { kind: 'used', byName: 'Ben', isYou: false, timeMs: 5 }],
    ['withdrawn, after another was used', [withdrawn, made, used, made], undefined],
    ['its maker is no owner any more', [other, made, used], { kind: 'over', madeByName: 'Ana' }],
  ])('%s', (_, entries, expected) => {
    expect(lastSetOf(entries)).toEqual(expected);
  });
});
