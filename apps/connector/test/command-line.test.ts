import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';

async function run(...args: string[]): Promise<{ code: number; said: string; complained: string }> {
  const said: string[] = [];
  const complained: string[] = [];
  const output = {
    say: (text: string) => void said.push(text),
    complain: (text: string) => void complained.push(text),
    progress: () => undefined,
  };
  const environment = { COMMONSEAL_CONNECTOR_STATE: '/nonexistent/commonseal-connector' };
  const code = await runCommandLine(args, { output, environment });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

describe('the command line', () => {
  it.each([['--help'], ['-h'], ['help'], ['push', '--help']])('explains itself: %s', async (...args) => {
    const { code, said } = await run(...args);
    expect(code).toBe(0);
    expect(said).toContain('npm run connector -- push PATH…');
  });

  it.each([
    [[], 'Say what to do.'],
    [['deliver'], 'There is no such command.'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['enrol'], 'The enrolment line is missing'],
    [['push'], 'Name what to deliver'],
    [['init', 'here'], 'init takes nothing else.'],
    [['watch'], 'Name one folder'],
    [['watch', 'a', 'b'], 'Name one folder'],
  ])('says what is wrong with %j', async (args, words) => {
    const { code, complained } = await run(...args);
    expect(code).toBe(2);
    expect(complained).toContain(words);
  });

  it.each([
    [['push', 'x'], 'There is no connector in /nonexistent/commonseal-connector yet.'],
    [['status'], 'There is no connector in /nonexistent/commonseal-connector yet.'],
  ])('says what comes first: %j', async (args, words) => {
    const { code, complained } = await run(...args);
    expect(code).toBe(1);
    expect(complained).toContain(words);
  });
});
