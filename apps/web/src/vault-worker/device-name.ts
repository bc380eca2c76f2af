const browsers = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;

const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'Mac'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

function find(table: readonly (readonly [string, string])[], userAgent: string): string | undefined {
  return table.find(([mark]) => userAgent.includes(mark))?.[1];
}

/** How this device is called in the list of sources, for example `Firefox on Windows`. */
export function deviceName(userAgent: string): string {
  return `${find(browsers, userAgent) ?? 'Browser'} on ${find(systems, userAgent) ?? 'a device'}`;
}
