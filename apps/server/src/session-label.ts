import type { IncomingHttpHeaders } from 'node:http';

/** In this order: nearly every browser also bears the names of others. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\bCriOS\//, 'Chrome'],
  [/\b(?:Headless)?Chrome\//, 'Chromium'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

function nameIn(agent: string, names: readonly (readonly [RegExp, string])[]): string | undefined {
  return names.find(([pattern]) => pattern.test(agent))?.[1];
}

/**
 * Browser and system, for a person to recognise a session by: 'Firefox on Windows'. From fixed words alone, so that
 * nobody can put other text into somebody's list. Only what a browser says of itself, so no proof of anything.
 */
export function sessionLabel(headers: IncomingHttpHeaders): string {
  const agent = headers['user-agent']?.slice(0, 512) ?? '';
  const isChrome = /"Google Chrome"/.test(String(headers['sec-ch-ua'] ?? ''));
  const browser = isChrome ? 'Chrome' : (nameIn(agent, browsers) ?? 'A browser');
  const system = nameIn(agent, systems);
  return system === undefined ? browser : `${browser} on ${system}`;
}
