import { BaseSequencer } from 'vitest/node';

/** Short files that take long: begun last, they would let all other cores wait for them. */
const long = ['packages/vault/test/every-way-in.test.ts'];

/** The order of test files: those first that are known to take long, the others as Vitest has them. */
export class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    // oxlint-disable-next-line unicorn/no-array-sort -- Vitest's method of this name, not that of arrays
    const sorted = await super.sort(files);
    /** @param {import('vitest/node').TestSpecification} file */
    const isLong = ({ moduleId }) => long.some((path) => moduleId.endsWith(path));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
