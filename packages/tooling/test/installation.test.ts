import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDifference, recordInstallation, whyInstall } from '../src/installation.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'commonseal-tooling-'));
  writeLockfile('1.0.0');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function packagesAt(version: string): Record<string, { version: string }> {
  return { 'node_modules/some-library': { version } };
}

function writeLockfile(version: string): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: packagesAt(version) }));
}

function writeRecordOfNpm(version: string): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  const text = JSON.stringify({ packages: packagesAt(version) });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), text);
}

describe('the decision to install', () => {
  it('installs where there is no node_modules', () => {
    expect(whyInstall(root)).toBe('they are missing');
  });

  it('installs again after an installation that was cut off', () => {
    mkdirSync(join(root, 'node_modules'));
    expect(whyInstall(root)).toBe('an installation was not finished');
  });

  it('leaves alone what it has installed itself', () => {
    recordInstallation(root);
    expect(whyInstall(root)).toBeUndefined();
  });

  it('leaves alone what `npm ci` by hand has installed', () => {
    writeRecordOfNpm('1.0.0');
    expect(whyInstall(root)).toBeUndefined();
  });

  it('installs again when the lockfile has changed since', () => {
    recordInstallation(root);
    writeRecordOfNpm('1.0.0');
    writeLockfile('1.0.1');
    expect(whyInstall(root)).toContain('node_modules/some-library');
  });
});

describe('the comparison of the lockfile with what lies in node_modules', () => {
  const elsewhere = process.platform === 'win32' ? 'linux' : 'win32';

  it('does not miss what is for another platform', () => {
    expect(findDifference({ 'node_modules/a': { version: '1.0.0', os: [elsewhere] } }, {})).toBeUndefined();
  });

  it('notices what was installed on another platform', () => {
    const packages = { 'node_modules/a': { version: '1.0.0', os: [elsewhere], optional: true } };
    expect(findDifference(packages, packages)).toBe('node_modules/a');
  });

  it('notices a package too many, one too few, and one of other content', () => {
    const a = { version: '1.0.0', integrity: 'sha512-a' };
    expect(findDifference({}, { 'node_modules/a': a })).toBe('node_modules/a');
    expect(findDifference({ 'node_modules/a': a }, {})).toBe('node_modules/a');
    const other = { ...a, integrity: 'sha512-b' };
    expect(findDifference({ 'node_modules/a': a }, { 'node_modules/a': other })).toBe('node_modules/a');
  });

  it('passes over an optional package that npm did not install', () => {
    expect(findDifference({ 'node_modules/a': { version: '1.0.0', optional: true } }, {})).toBeUndefined();
  });

  it('passes over the workspaces themselves', () => {
    expect(findDifference({ 'packages/crypto': { version: '0.1.0' } }, {})).toBeUndefined();
  });
});
