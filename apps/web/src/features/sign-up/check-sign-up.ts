import { isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import { newPasswordFault } from '../../new-password/new-password-fault.ts';
import { nameFault } from '../../text/check-name.ts';

export interface SignUpFields {
  readonly email: string;
  readonly password: string;
  /** Undefined for whoever joins somebody else's account. */
  readonly accountName: string | undefined;
}

export type FieldFaults = Partial<Record<keyof SignUpFields, string>>;

const missingAccountName = 'Give the account a name, for example that of your company.';

/** What can be told before anything is sent. */
export function checkSignUp({ email, password, accountName }: SignUpFields): FieldFaults {
  const faults: FieldFaults = {};
  if (!isPlausibleEmail(normaliseEmail(email))) {
    faults.email = 'Enter a whole e-mail address, such as name@example.org.';
  }
  const wrongPassword = newPasswordFault(password);
  if (wrongPassword !== undefined) faults.password = wrongPassword;
  const wrongName = accountName === undefined ? undefined : nameFault(accountName, missingAccountName);
  if (wrongName !== undefined) faults.accountName = wrongName;
  return faults;
}
