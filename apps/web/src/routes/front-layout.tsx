import { Outlet } from '@tanstack/react-router';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { FrontPage } from '../ui/front-page.tsx';

export function FrontLayout() {
  return (
    <FrontPage menu={<ThemeMenu />}>
      <Outlet />
    </FrontPage>
  );
}
