/** For tests of what runs in the app: the policies under which it runs there. */
export { analysisWorkerPolicy, contentSecurityPolicy } from '../../src/plugins/content-security-policy.ts';
