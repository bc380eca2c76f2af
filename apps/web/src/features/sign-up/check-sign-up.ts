import { isPlausibleEmail, maxNameBytes, minPasswordLength, normaliseEmail } from '@commonseal/protocol';

export interface SignUpFields {
  readonly email: string;
  readonly password: string;
  readonly accountName: string;
}

export type FieldFaults = Partial<Record<keyof SignUpFields, string>>;

/** What can be told before anything is sent. */
export function checkSignUp({ email, password, accountName }: SignUpFields): FieldFaults {
  const faults: FieldFaults = {};
  if (!isPlausibleEmail(normaliseEmail(email))) {
    faults.email = 'Enter a whole e-mail address, such as name@example.org.';
  }
  if ([...password].length < minPasswordLength) {
    faults.password = `Use at least ${minPasswordLength} characters.`;
  }
  if (accountName.trim() === '') {
    faults.accountName = 'Give the account a name, for example that of your company.';
  } else if (new TextEncoder().encode(accountName.trim()).length > maxNameBytes) {
    faults.accountName = 'This name is too long.';
  }
  return faults;
}
