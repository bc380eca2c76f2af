import { Outlet } from '@tanstack/react-router';
import { FrontPage } from '../ui/front-page.tsx';

export function FrontLayout() {
  return (
    <FrontPage>
      <Outlet />
    </FrontPage>
  );
}
