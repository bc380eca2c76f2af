import { List, OrderedMap } from 'immutable';

/**
 * A map that keeps the order of insertion, and of which a changed copy shares all that did not change: each accepted
 * entry makes a new state, and a log has tens of thousands of them.
 */
export interface Table<K, V> extends Iterable<[K, V]> {
  readonly size: number;
  get(key: K): V | undefined;
  has(key: K): boolean;
  keys(): IterableIterator<K>;
  values(): IterableIterator<V>;
  set(key: K, value: V): Table<K, V>;
  delete(key: K): Table<K, V>;
}

export function tableOf<K, V>(entries: Iterable<[K, V]> = []): Table<K, V> {
  return OrderedMap(entries);
}

/** A list that only grows, and of which a longer copy shares all that was there. */
export interface Series<V> extends Iterable<V> {
  readonly size: number;
  /** Undefined outside; −1 is the last. */
  get(at: number): V | undefined;
  push(value: V): Series<V>;
}

export function seriesOf<V>(values: Iterable<V> = []): Series<V> {
  return List(values);
}
