/**
 * The tests of packages/crypto by kind. A test is of the kind that it is tagged with, or one of the `cases`; how many
 * there are of each is counted after every run, and a run of all of them may not fall below floors.json.
 */

/** @typedef {'vectors' | 'flips' | 'properties' | 'oracles' | 'cases'} CryptoTestKind */
/** @typedef {Record<CryptoTestKind, number>} KindCounts */

/** For `test.tags` of Vitest's configuration, which refuses a tag that stands not here. */
export const cryptoTestTags = [
  { name: 'vectors', description: 'frozen vectors, and those that must be refused' },
  { name: 'flips', description: 'every bit flipped, every place to cut off, samples of what is large' },
  { name: 'properties', description: 'what holds for any input (fast-check)' },
  { name: 'oracles', description: 'agrees with another implementation' },
];

/** @type {readonly CryptoTestKind[]} */
export const cryptoTestKinds = ['vectors', 'flips', 'properties', 'oracles', 'cases'];

/**
 * @typedef {object} CountedTest
 * @property {string} name
 * @property {readonly string[]} tags
 * @property {boolean} hasPassed
 */

/**
 * What one project of a run has to say of packages/crypto.
 *
 * @typedef {object} ProjectCounts
 * @property {string} project `Node`
 * @property {KindCounts} counts tests that have passed
 * @property {readonly string[]} ambiguous names of tests with more than one kind
 */

/**
 * @param {string} project
 * @param {readonly CountedTest[]} tests
 * @returns {ProjectCounts}
 */
export function countKinds(project, tests) {
  /** @type {KindCounts} */
  const counts = { vectors: 0, flips: 0, properties: 0, oracles: 0, cases: 0 };
  /** @type {string[]} */
  const ambiguous = [];
  for (const { name, tags, hasPassed } of tests) {
    const [kind = 'cases', ...others] = cryptoTestKinds.filter((known) => tags.includes(known));
    if (others.length > 0) ambiguous.push(name);
    else if (hasPassed) counts[kind] += 1;
  }
  return { project, counts, ambiguous };
}

/** @param {ProjectCounts} counted */
export function describeCounts({ project, counts }) {
  return `packages/crypto in ${project}: ${cryptoTestKinds.map((kind) => `${counts[kind]} ${kind}`).join(', ')}`;
}

/**
 * @param {readonly ProjectCounts[]} projects
 * @param {Readonly<Partial<KindCounts>> | undefined} floors undefined when only a part was run: nothing is missing then
 * @returns {string[]} what is wrong, and what to do
 */
export function kindProblems(projects, floors) {
  return [
    ...projects.flatMap(({ ambiguous }) =>
      ambiguous.map((name) => `${name} is of more than one kind: give it one tag only.`),
    ),
    ...(floors === undefined ? [] : wholeRunProblems(projects, floors)),
  ];
}

/**
 * @param {readonly ProjectCounts[]} projects
 * @param {Readonly<Partial<KindCounts>>} floors
 */
function wholeRunProblems(projects, floors) {
  if (projects.length === 0) return ['No test of packages/crypto has run, and all were to.'];
  const unstated = cryptoTestKinds.filter((kind) => floors[kind] === undefined);
  return [
    ...unstated.map((kind) => `packages/tooling/floors.json states no floor for ${kind}: add one.`),
    ...projects.flatMap((project) => missingTests(project, floors)),
    ...differences(projects),
  ];
}

/**
 * @param {ProjectCounts} counted
 * @param {Readonly<Partial<KindCounts>>} floors
 */
function missingTests({ project, counts }, floors) {
  return cryptoTestKinds
    .filter((kind) => counts[kind] < (floors[kind] ?? 0))
    .map(
      (kind) =>
        `packages/crypto in ${project}: only ${counts[kind]} ${kind} have passed, and ${floors[kind]} are stated ` +
        'in packages/tooling/floors.json. Mend what fails and bring back what is missing; lower the floor only ' +
        'for tests that were taken out on purpose.',
    );
}

/** @param {readonly ProjectCounts[]} projects */
function differences([first, ...others]) {
  return others.flatMap((other) =>
    cryptoTestKinds
      .filter((kind) => first !== undefined && other.counts[kind] !== first.counts[kind])
      .map(
        (kind) =>
          `packages/crypto: ${first?.counts[kind]} ${kind} have passed in ${first?.project}, but ` +
          `${other.counts[kind]} in ${other.project}. The same files must run in both: see what was left out.`,
      ),
  );
}

/**
 * Whether a run was to contain every test of packages/crypto.
 * @param {object} run
 * @param {readonly string[]} run.files all its test files, as they lie on the disk
 * @param {readonly string[]} run.patterns parts of paths that the run was narrowed to; none for all files
 * @param {boolean} run.isNarrowed by name, tag, line, shard or change
 */
export function isWholeRun({ files, patterns, isNarrowed }) {
  return (
    !isNarrowed &&
    files.every((file) => patterns.length === 0 || patterns.some((part) => file.includes(part)))
  );
}
