export interface Case {
  readonly name: string;
  /** What is to be timed; it may return what has to be kept from being left out. */
  run(): unknown;
}

/**
 * Times every case once in each round, in an order that turns from round to round, so that whatever else the machine does
 * meets all of them.
 * @returns milliseconds by the name of the case, one for each round
 */
export function interleave(
  cases: readonly Case[],
  rounds: number,
  clock: () => number = () => performance.now(),
): ReadonlyMap<string, readonly number[]> {
  const samples = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
  if (samples.size !== cases.length) throw new TypeError('two cases of one name');
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % cases.length;
    for (const { name, run } of [...cases.slice(turn), ...cases.slice(0, turn)]) {
      const startMs = clock();
      run();
      samples.get(name)?.push(clock() - startMs);
    }
  }
  return samples;
}
