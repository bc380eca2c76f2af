import { afterEach, expect, it, vi } from 'vitest';
import { keptChoice } from '../src/ui/kept-choice.ts';

afterEach(() => vi.unstubAllGlobals());

function stubStorage(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('window', new EventTarget());
  return kept;
}

it('keeps a choice, and leaves no trace of the one that holds anyway', () => {
  const kept = stubStorage();
  const choice = keptChoice<'system' | 'dark'>('theme', ['system', 'dark']);
  const listener = vi.fn();
  choice.subscribe(listener);
  choice.set('dark');
  expect([choice.get(), kept.get('commonseal.theme')]).toEqual(['dark', 'dark']);
  choice.set('system');
  expect([choice.get(), kept.size]).toEqual(['system', 0]);
  expect(listener).toHaveBeenCalledTimes(2);
});

it('takes nothing from the storage that is no choice', () => {
  stubStorage().set('commonseal.theme', 'neon');
  expect(keptChoice<'system' | 'dark'>('theme', ['system', 'dark']).get()).toBe('system');
});
