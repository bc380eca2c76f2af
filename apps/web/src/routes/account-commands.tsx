import type { QueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  Bot,
  ChartColumn,
  CirclePlus,
  FilterX,
  History,
  Inbox,
  Keyboard,
  LifeBuoy,
  ListFilter,
  Lock,
  LogOut,
  Plug,
  RefreshCw,
  ShieldCheck,
  SunMoon,
  Upload,
  FolderUp,
  Users,
} from 'lucide-react';
import { queryKeys } from '../account-data/queries.ts';
import { useAccountSwitching } from '../features/accounts/accounts-context.tsx';
import type { PaletteEntry } from '../features/command-palette/palette-entries.ts';
import { useFiltering } from '../features/content-list/filter-context.tsx';
import { hasFilters, noFilters } from '../features/content-list/filters.ts';
import { useImporting } from '../features/import/import-context.tsx';
import { type Theme, themeChoice, themeWords } from '../features/theme/theme.ts';
import { useSession } from '../session/session-context.ts';
import { type MediaKind, mediaKindWords } from '../text/media-kind.ts';
import { useKeptChoice } from '../ui/kept-choice.ts';
import { useMarkCommands } from './mark-commands.tsx';

const icon = { size: 16, 'aria-hidden': true } as const;
const kinds: readonly MediaKind[] = ['email', 'pdf', 'image', 'table', 'text', 'html', 'archive'];

/** What the palette can do on every page. */
export function useAccountCommands(client: QueryClient, onShortcuts: () => void): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const session = useSession();
  const { chooseFiles, chooseFolder } = useImporting();
  const { filters, change, clear } = useFiltering();
  const { begin } = useAccountSwitching();
  const markCommands = useMarkCommands();
  const theme = useKeptChoice(themeChoice);
  const themes = (Object.keys(themeWords) as Theme[]).filter((other) => other !== theme);
  return [
    {
      id: 'content',
      words: 'Go to content',
      icon: <Inbox {...icon} />,
      run: () => void navigate({ to: '/content' }),
    },
    {
      id: 'analytics',
      words: 'Go to analytics',
      icon: <ChartColumn {...icon} />,
      run: () => void navigate({ to: '/analytics' }),
    },
    {
      id: 'sources',
      words: 'Go to sources',
      icon: <Plug {...icon} />,
      run: () => void navigate({ to: '/sources' }),
    },
    {
      id: 'members',
      words: 'Go to members',
      icon: <Users {...icon} />,
      run: () => void navigate({ to: '/members' }),
    },
    {
      id: 'worker',
      words: 'Go to worker, and who can read this account',
      icon: <Bot {...icon} />,
      run: () => void navigate({ to: '/worker' }),
    },
    {
      id: 'activity',
      words: 'Go to activity',
      icon: <History {...icon} />,
      run: () => void navigate({ to: '/activity' }),
    },
    {
      id: 'security',
      words: 'Go to security',
      icon: <ShieldCheck {...icon} />,
      run: () => void navigate({ to: '/security' }),
    },
    {
      id: 'recovery kit',
      words: 'Make a recovery kit',
      icon: <LifeBuoy {...icon} />,
      run: () => void navigate({ to: '/recovery-kit' }),
    },
    {
      id: 'begin account',
      words: 'Begin another account',
      icon: <CirclePlus {...icon} />,
      run: begin,
    },
    { id: 'import', words: 'Import files', icon: <Upload {...icon} />, run: chooseFiles },
    ...(chooseFolder === undefined
      ? []
      : [{ id: 'import folder', words: 'Import a folder', icon: <FolderUp {...icon} />, run: chooseFolder }]),
    { id: 'lock', words: 'Lock', icon: <Lock {...icon} />, run: () => session.lock('asked') },
    { id: 'sign out', words: 'Sign out', icon: <LogOut {...icon} />, run: () => session.signOut() },
    {
      id: 'refresh',
      words: 'Look for new content',
      icon: <RefreshCw {...icon} />,
      run: () => void client.refetchQueries({ queryKey: queryKeys.sync }),
    },
    ...markCommands,
    ...(hasFilters(filters)
      ? [{ id: 'clear', words: 'Clear filters', icon: <FilterX {...icon} />, run: clear }]
      : []),
    ...kinds.map((kind) => ({
      id: `kind ${kind}`,
      words: `Show only: ${mediaKindWords(kind)}`,
      icon: <ListFilter {...icon} />,
      run: () => {
        change({ ...noFilters, kinds: new Set([kind]) });
        void navigate({ to: '/content' });
      },
    })),
    ...themes.map((other) => ({
      id: `theme ${other}`,
      words: `Colours: ${themeWords[other]}`,
      icon: <SunMoon {...icon} />,
      run: () => themeChoice.set(other),
    })),
    {
      id: 'shortcuts',
      words: 'Keyboard shortcuts',
      keys: '?',
      icon: <Keyboard {...icon} />,
      run: onShortcuts,
    },
  ];
}
