const names = new Intl.DisplayNames(undefined, { type: 'language', fallback: 'code' });

/** @param language ISO 639-3; `und` where it could not be told */
export function languageWords(language: string): string {
  if (language === 'und') return 'Could not be told';
  try {
    const name = names.of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase() + name.slice(1);
  } catch {
    return language;
  }
}
