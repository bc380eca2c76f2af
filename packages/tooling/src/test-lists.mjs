import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.mjs';

/**
 * The tests that may be skipped, each with its reason.
 * @returns {import('./totals.mjs').AllowedSkip[]}
 */
export function readAllowedSkips() {
  return readList('skips.json');
}

/**
 * The least number of tests that each runner must have run; raised as the suite grows.
 * @returns {Record<string, number>}
 */
export function readFloors() {
  return readList('floors.json');
}

/** @param {string} name */
function readList(name) {
  return JSON.parse(readFileSync(join(repositoryRoot, 'packages/tooling', name), 'utf8'));
}
