import { BreakGlassPart } from '../features/break-glass/break-glass-part.tsx';
import { RequestsPart } from '../features/let-back-in/approving/requests-part.tsx';
import { PolicyPart } from '../features/let-back-in/policy/policy-part.tsx';
import { MembersPage } from '../features/members/members-page.tsx';

/** The people of the account, and what stands beside that on the same page. */
export function MembersRoute() {
  return (
    <MembersPage
      first={<RequestsPart />}
      rules={
        <>
          <PolicyPart />
          <BreakGlassPart />
        </>
      }
    />
  );
}
