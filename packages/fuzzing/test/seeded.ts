/** For other tests that a seed repeats. */
export { Random } from '../src/random.ts';
