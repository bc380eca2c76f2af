import { useKeptChoice } from '../../ui/kept-choice.ts';
import { MenuChoices } from '../../ui/menu.tsx';
import { themeChoice, themeWords } from './theme.ts';

/** The part of a menu in which the theme is chosen. */
export function ThemeSection() {
  const theme = useKeptChoice(themeChoice);
  return (
    <MenuChoices
      title="Colours"
      choices={themeWords}
      chosen={theme}
      onChoose={(next) => themeChoice.set(next)}
    />
  );
}
