import type { Mutation } from '../../mutation.ts';

export const unsanitised: Mutation = {
  name: 'unsanitised',
  change: 'HTML is shown as it came',
  replaces: { 'apps/web/src/frame/sanitise.ts': 'sanitise.ts' },
  withoutPolicy: ['/frame.html'],
};
