/** For tests of what runs in the app: the policy under which it runs there. */
export { contentSecurityPolicy } from '../../src/plugins/content-security-policy.ts';
