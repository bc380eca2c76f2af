import {
  File,
  FileArchive,
  FileMusic,
  FileText,
  FileType,
  Globe,
  Image,
  type LucideIcon,
  Mail,
  Table2,
  Video,
} from 'lucide-react';
import { type MediaKind, mediaKindWords } from '../text/media-kind.ts';

const icons: Readonly<Record<MediaKind, LucideIcon>> = {
  email: Mail,
  html: Globe,
  text: FileText,
  pdf: FileType,
  image: Image,
  table: Table2,
  archive: FileArchive,
  audio: FileMusic,
  video: Video,
  other: File,
};

export interface MediaIconProps {
  readonly kind: MediaKind;
  readonly size?: number;
}

export function MediaIcon({ kind, size = 18 }: MediaIconProps) {
  const Icon = icons[kind];
  return <Icon size={size} role="img" aria-label={mediaKindWords(kind)} strokeWidth={1.75} />;
}
