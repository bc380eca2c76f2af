import { describe, expect, it } from 'vitest';
import { mergeProblems } from '../src/account-data/problems.ts';
import { returnLink, safeReturnPath } from '../src/routes/return-path.ts';
import { idlePhase, idleTimeoutMs, idleWarningMs } from '../src/session/idle-clock.ts';

describe('the idle clock', () => {
  it('warns a minute before it locks', () => {
    expect(idlePhase(0, idleTimeoutMs - idleWarningMs - 1).phase).toBe('active');
    expect(idlePhase(0, idleTimeoutMs - idleWarningMs)).toEqual({ phase: 'warning', secondsLeft: 60 });
    expect(idlePhase(0, idleTimeoutMs - 1)).toEqual({ phase: 'warning', secondsLeft: 1 });
    expect(idlePhase(0, idleTimeoutMs).phase).toBe('expired');
  });
  it('is not stopped by a machine that slept', () => {
    expect(idlePhase(0, 10 * 24 * 3600 * 1000).phase).toBe('expired');
  });
});

describe('the way back after unlocking', () => {
  it.each([
    '/content',
    '/content/AbC_-9',
    '/analytics',
    '/sources',
    '/members',
    '/worker',
    '/activity',
    '/security',
    '/recovery-kit',
  ])('leads to %s', (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });
  it.each([
    '//evil.example',
    'https://evil.example',
    '/content/../x',
    '/content/a/b',
    '/unlock',
    '',
    undefined,
    7,
    ['/content'],
  ])('never leads to %j', (path) => {
    expect(safeReturnPath(path)).toBeUndefined();
  });
  it('is a link of this app', () => {
    expect(returnLink('/content/abc')).toEqual({ to: '/content/$itemId', params: { itemId: 'abc' } });
    expect(returnLink('/analytics')).toEqual({ to: '/analytics' });
    expect(returnLink('/sources')).toEqual({ to: '/sources' });
    expect(returnLink('/members')).toEqual({ to: '/members' });
    expect(returnLink('/worker')).toEqual({ to: '/worker' });
    expect(returnLink('/security')).toEqual({ to: '/security' });
    expect(returnLink(undefined)).toEqual({ to: '/content' });
  });
});

describe('refusals', () => {
  it('outlive a later report that does not mention them', () => {
    const first = mergeProblems([], [{ code: 'signature_invalid' }, { code: 'chain_broken' }]);
    expect(mergeProblems(first, [])).toBe(first);
    expect(mergeProblems(first, [{ code: 'chain_broken' }])).toHaveLength(2);
    expect(
      mergeProblems(first, [{ code: 'chain_broken', sourceName: 'other', writerId: 'w' as never }]),
    ).toHaveLength(3);
  });
});
