import { SunMoon } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { ThemeSection } from './theme-section.tsx';

/** For pages without a menu of their own. */
export function ThemeMenu() {
  return (
    <MenuButton
      label="Colours"
      button={
        <Button
          variant="quiet"
          iconOnly
          aria-label="Colours"
          icon={<SunMoon size={18} aria-hidden="true" />}
        />
      }
    >
      <ThemeSection />
    </MenuButton>
  );
}
