/** A number that chooses some of what could be run, and another one others; undefined for all of it. */
const sample = process.env['COMMONSEAL_HOSTILE_SAMPLE'];

if (sample !== undefined && !/^\d{1,9}$/.test(sample)) {
  throw new Error('COMMONSEAL_HOSTILE_SAMPLE is not a number');
}

/** Whether something is run that stands at this place of a list, of which a sample takes one in `oneIn`. */
export function isChosen(at: number, oneIn: number): boolean {
  return sample === undefined || at % oneIn === Number(sample) % oneIn;
}
