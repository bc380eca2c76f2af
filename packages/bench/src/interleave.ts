export interface Case {
  readonly name: string;
  /** What is to be timed; it may return what has to be kept from being left out. */
  run(): unknown;
}

/** Processor time of this process: what other programs do with the machine counts less than on a clock on the wall. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** In an order that turns from round to round, so that whatever else the machine does meets all of them. */
export function turned<T>(cases: readonly T[], round: number): readonly T[] {
  const turn = round % cases.length;
  return [...cases.slice(turn), ...cases.slice(0, turn)];
}

/**
 * Times every case once in each round.
 * @returns milliseconds of processor time by the name of the case, one for each round
 */
export function interleave(
  cases: readonly Case[],
  rounds: number,
  clock: () => number = processorMs,
): ReadonlyMap<string, readonly number[]> {
  const samples = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
  if (samples.size !== cases.length) throw new TypeError('two cases of one name');
  for (let round = 0; round < rounds; round += 1) {
    for (const each of turned(cases, round)) {
      const startMs = clock();
      each.run();
      samples.get(each.name)?.push(clock() - startMs);
    }
  }
  return samples;
}
