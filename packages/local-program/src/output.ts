/** All that the program says goes through here, so that tests can listen and nothing else writes to the terminal. */
export interface Output {
  /** A result, on standard output. */
  say(text: string): void;
  /** Something that went wrong, on standard error. */
  complain(text: string): void;
  /** How far the work is: replaces itself on a terminal, else appears now and then. */
  progress(text: string): void;
}

/** Without a terminal, progress comes at most this often. */
const quietMs = 10_000;

export function terminalOutput(nowMs: () => number = Date.now): Output {
  let hasOpenLine = false;
  let lastProgressMs = nowMs();
  const clear = () => {
    if (hasOpenLine) process.stdout.write('\r\u001b[K');
    hasOpenLine = false;
  };
  return {
    say(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    complain(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (process.stdout.isTTY) {
        clear();
        process.stdout.write(text.slice(0, Math.max(1, process.stdout.columns - 1)));
        hasOpenLine = true;
      } else if (nowMs() - lastProgressMs >= quietMs) {
        process.stdout.write(`${text}\n`);
        lastProgressMs = nowMs();
      }
    },
  };
}
