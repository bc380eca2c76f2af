import { BreakGlassPart } from '../features/break-glass/break-glass-part.tsx';
import { MembersPage } from '../features/members/members-page.tsx';

/** The people of the account, and what stands beside that on the same page. */
export function MembersRoute() {
  return <MembersPage rules={<BreakGlassPart />} />;
}
