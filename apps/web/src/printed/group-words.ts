import type { KitProblem } from '@commonseal/protocol';

/** How a code of groups is spoken of. */
export interface GroupedCode {
  /** What it is one of, for instance 'kit'. */
  readonly name: string;
  /** Where it is read from, for instance 'your page'. */
  readonly paper: string;
  readonly groups: number;
  readonly groupLength: number;
}

/** What is wrong with a code, for whoever has the paper before them. */
export function groupsProblemWords(code: GroupedCode, problem: KitProblem): string {
  const { name, paper, groups, groupLength } = code;
  switch (problem.kind) {
    case 'wrong group':
      return `Group ${problem.group} has a typo. Compare its five characters with ${paper}.`;
    case 'unknown sign':
      return `“${problem.sign}” is not part of any ${name}: there are only digits and letters in it, and no U.`;
    case 'too short':
      return `A part is missing: a ${name} has ${groups} groups of ${groupLength} characters.`;
    case 'too long':
      return `This is more than the ${groups} groups of a ${name}. Look whether a group stands there twice.`;
    case 'other version':
      return `This ${name} was made by a newer version of this page. Reload the page, and try again.`;
  }
}

/** How many groups are there so far; '' before the first. */
export function groupsSoFar({ groups, groupLength }: GroupedCode, text: string): string {
  const signs = text.replaceAll(/[^0-9a-z]/gi, '').length;
  const whole = Math.floor(signs / groupLength);
  return whole === 0 ? '' : `${whole} of ${groups} groups, without a typo so far.`;
}
