import { existsSync } from 'node:fs';
import { chromiumPath } from './browser.mjs';
import { run, runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';

/** A download that is blocked often hangs instead of failing. */
const downloadTimeoutMs = 240_000;
const aptTimeoutMs = 600_000;

/**
 * Makes sure that there is a browser to test with: one that is there already, else Playwright's own, else the
 * system's package.
 * @param {(line: string) => void} tell
 */
export async function ensureBrowser(tell) {
  const path = chromiumPath();
  if (path !== undefined) {
    if (existsSync(path)) return;
    throw new CommandFailed(`CHROMIUM_PATH names ${path}, and there is no such file.`);
  }
  if (await canLaunch()) return;
  tell("Downloading Playwright's Chromium (about 170 MB) …");
  if ((await downloadBrowser()) && (await canLaunch())) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    tell(
      'That did not work; installing the system package instead: apt-get install chromium-headless-shell …',
    );
    await installPackage();
    if (chromiumPath() !== undefined || (await canLaunch())) return;
  }
  throw new CommandFailed(
    'No browser to test with, and none could be installed.\n' +
      'Install Chromium (on Debian: apt-get install chromium-headless-shell) or name one in CHROMIUM_PATH.',
  );
}

async function canLaunch() {
  const { chromium } = await import('@playwright/test');
  if (!existsSync(chromium.executablePath())) return false;
  try {
    const browser = await chromium.launch();
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

async function downloadBrowser() {
  const { code } = await runScript('node_modules/@playwright/test/cli.js', ['install', 'chromium'], {
    capture: true,
    timeoutMs: downloadTimeoutMs,
  });
  return code === 0;
}

async function installPackage() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium-headless-shell']]) {
    const { code, output } = await run('apt-get', args, { env, capture: true, timeoutMs: aptTimeoutMs });
    if (code !== 0) throw new CommandFailed(`${output.trim()}\n\napt-get ${args.join(' ')} failed.`);
  }
}
