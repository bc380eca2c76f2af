import { useSyncExternalStore } from 'react';

/** A choice about the page, nothing about its content, that this browser keeps for all tabs. */
export interface KeptChoice<T extends string> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** @param values the first is what holds until somebody chooses; it leaves no trace in the storage */
export function keptChoice<T extends string>(name: string, values: readonly [T, ...T[]]): KeptChoice<T> {
  const key = `commonseal.${name}`;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const get = () => {
    const kept = localStorage.getItem(key);
    return values.find((value) => value === kept) ?? values[0];
  };
  return {
    get,
    set: (value) => {
      if (value === values[0]) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      tell();
    },
    subscribe: (listener) => {
      const changedElsewhere = (event: StorageEvent) => {
        if (event.key === key || event.key === null) listener();
      };
      listeners.add(listener);
      window.addEventListener('storage', changedElsewhere);
      return () => {
        listeners.delete(listener);
        window.removeEventListener('storage', changedElsewhere);
      };
    },
  };
}

export function useKeptChoice<T extends string>(choice: KeptChoice<T>): T {
  return useSyncExternalStore(choice.subscribe, choice.get);
}
