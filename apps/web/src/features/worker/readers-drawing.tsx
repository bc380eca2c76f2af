import { Ban, Bot, Link2, Server, Siren, UserRound } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { SealMark } from '../../ui/seal-mark.tsx';
import { type DrawnPill, fitted, layOut, linesOf } from './drawing-layout.ts';
import styles from './readers-drawing.module.css';
import { type DrawnReader, sentenceOf } from './who-reads.ts';

export interface ReadersDrawingProps {
  readonly readers: readonly DrawnReader[];
}

/** In sixteenths of the text's size. Where there is less room, all of the drawing gets smaller. */
const leastWidth = 260;

/** Who and what can read the account: a drawing for eyes, and a list that says the same. */
export function ReadersDrawing({ readers }: ReadersDrawingProps) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setWidth(Math.max(leastWidth, Math.floor((current.clientWidth * 16) / rem)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <div ref={place} className={styles['place']}>
        {width > 0 && <Drawing readers={readers} width={width} />}
      </div>
      <ul className={styles['list']} aria-label="Who and what can read this account, and what cannot">
        {readers.map((reader, index) => (
          <li key={`${reader.who} ${index}`}>{sentenceOf(reader)}</li>
        ))}
      </ul>
    </>
  );
}

const icons = {
  person: UserRound,
  link: Link2,
  sheets: Siren,
  worker: Bot,
  job: Bot,
  none: Ban,
  server: Server,
} as const;

/** @param width in sixteenths of the text's size */
export function Drawing({ readers, width }: ReadersDrawingProps & { readonly width: number }) {
  const { height, seal, words, pills } = layOut(readers, width);
  const { x, y, radius } = seal;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={styles['drawing']} aria-hidden="true">
      {pills.map(({ line, reader }, index) => (
        <path key={index} d={line} className={classNames(styles['line'], styles[reader.kind])} />
      ))}
      <circle cx={x} cy={y} r={radius} className={styles['seal']} />
      <svg x={x - radius * 0.7} y={y - radius * 0.7} width={radius * 1.4} height={radius * 1.4}>
        <g className={styles['mark']}>
          <SealMark size={radius * 1.4} />
        </g>
      </svg>
      {words.map((each) => (
        <text
          key={each.words}
          x={each.x}
          y={each.y}
          textAnchor={each.isCentred ? 'middle' : 'start'}
          className={each.words === 'This account' ? styles['account'] : styles['heading']}
        >
          {each.words}
        </text>
      ))}
      {pills.map((pill, index) => (
        <Pill key={index} {...pill} />
      ))}
    </svg>
  );
}

function Pill({ reader, x, y, width, height }: DrawnPill) {
  const Icon = icons[reader.kind];
  const room = width - 44;
  return (
    <svg x={x} y={y} width={width} height={height} className={styles[reader.kind]}>
      <title>{sentenceOf(reader)}</title>
      <rect x="1" y="1" width={width - 2} height={height - 2} rx="15" className={styles['pill']} />
      <Icon x="12" y={height / 2 - 8} width="16" height="16" className={styles['icon']} />
      <svg x="36" y="0" width={room} height={height}>
        {linesOf(reader).map((line, at) => (
          <text key={at} x="0" y={22 + at * 18} className={styles[at === 0 ? 'who' : 'reach']}>
            {fitted(line, room, at === 0 ? 7.2 : 6.4)}
          </text>
        ))}
      </svg>
    </svg>
  );
}
