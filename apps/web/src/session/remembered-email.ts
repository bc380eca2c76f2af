const key = 'commonseal.email';

/** The address of who was unlocked last in this tab. Nothing else of a person is kept outside the vault worker. */
export function rememberedEmail(): string {
  return sessionStorage.getItem(key) ?? '';
}

export function rememberEmail(email: string): void {
  sessionStorage.setItem(key, email);
}

export function forgetEmail(): void {
  sessionStorage.removeItem(key);
}
