import { beforeEach, describe, expect, it } from 'vitest';
import { StayMark } from '../src/session/stay-mark.ts';

const untilMs = 2_000;
const nowMs = 1_000;
let mark: StayMark;

beforeEach(() => {
  const kept = new Map<string, string>();
  mark = new StayMark(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
});

describe('the mark of a browser that stays unlocked', () => {
  it('holds the idle clock only once it is certain, and until its time is over', () => {
    expect(mark.isInForce(nowMs)).toBe(false);
    mark.begin(untilMs);
    expect([mark.state(), mark.isInForce(nowMs)]).toEqual(['staying', false]);
    mark.confirm();
    expect([mark.state(), mark.isInForce(nowMs)]).toEqual(['staying', true]);
    expect(mark.isInForce(untilMs)).toBe(false);
  });

  it('is made anew where it was lost, and not where a lock has yet to end it', () => {
    mark.find(untilMs);
    expect([mark.state(), mark.isInForce(nowMs)]).toEqual(['staying', true]);
    mark.doubt();
    mark.find(untilMs + 1);
    expect(mark.isInForce(nowMs)).toBe(true);
    mark.setEnding();
    mark.find(untilMs);
    expect(mark.state()).toBe('ending');
  });

  it('lets the idle clock run again while the server says otherwise, and still tries at the next start', () => {
    mark.begin(untilMs);
    mark.confirm();
    mark.doubt();
    mark.doubt();
    expect([mark.state(), mark.isInForce(nowMs)]).toEqual(['staying', false]);
    mark.confirm();
    expect(mark.isInForce(nowMs)).toBe(true);
  });

  it('is not brought back by what ends after a lock', () => {
    mark.begin(untilMs);
    mark.setEnding();
    mark.confirm();
    mark.doubt();
    mark.clearDoubted();
    expect([mark.state(), mark.isInForce(nowMs)]).toEqual(['ending', false]);
    mark.clearEnding();
    expect(mark.state()).toBe('none');
  });

  it('is not taken away by a lock that was over before it was set anew', () => {
    mark.setEnding();
    mark.begin(untilMs);
    mark.clearEnding();
    expect(mark.state()).toBe('staying');
    mark.confirm();
    mark.clearDoubted();
    expect(mark.isInForce(nowMs)).toBe(true);
  });
});
