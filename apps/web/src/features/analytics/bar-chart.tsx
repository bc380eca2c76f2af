import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './bar-chart.module.css';
import { type Chart, fitted, labelStep, scaleWords, stacked } from './chart.ts';
import type { ShownItems } from './shown-items.ts';
import { useThemeChanges } from './use-theme-changes.ts';

export interface BarChartProps {
  readonly chart: Chart;
  /** For whoever points; the table has the way by keyboard. */
  readonly onShow: (shown: ShownItems) => void;
}

/** The one module that draws; loaded with the first chart. */
export function BarChart({ chart, onShow }: BarChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number>();
  const shows = useRef(onShow);
  useEffect(() => {
    shows.current = onShow;
  }, [onShow]);
  const themeChanges = useThemeChanges();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let plot: uPlot | undefined;
    let widthPx = 0;
    const draw = () => {
      const nextPx = Math.floor(element.clientWidth);
      if (nextPx === widthPx || nextPx === 0) return;
      widthPx = nextPx;
      plot?.destroy();
      plot = drawChart(element, chart, {
        onPoint: setPointed,
        onPick: (at) => {
          const shown = chart.shown[at];
          if (shown !== undefined) shows.current(shown);
        },
      });
    };
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot?.destroy();
      setPointed(undefined);
    };
  }, [chart, themeChanges]);
  return (
    <div className={styles['chart']}>
      <div ref={place} role="img" aria-label={chart.alternative} className={styles['drawing']} />
      <p className={styles['said']} aria-hidden="true">
        {(pointed === undefined ? undefined : chart.said[pointed]) ?? chart.caption}
      </p>
      {chart.series.length > 1 && (
        <ul className={styles['legend']} aria-label="Colours">
          {chart.series.map(({ name }, at) => (
            // Several may be called the same, and each has the colour of its place.
            // oxlint-disable-next-line no-array-index-key
            <li key={at}>
              <span className={styles['colour']} data-colour={at + 1} />
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface Pointing {
  readonly onPoint: (at: number | undefined) => void;
  readonly onPick: (at: number) => void;
}

function drawChart(element: HTMLElement, chart: Chart, { onPoint, onPick }: Pointing): uPlot {
  const { kind, labels, series, shown } = chart;
  const tops = stacked(series);
  const look = lookOf(element);
  const isColumns = kind === 'columns';
  const heightPx = Math.round(look.fontPx * (isColumns ? 15 : labels.length * 2.4 + 2.4));
  const bars = uPlot.paths.bars?.({ size: [isColumns ? 0.82 : 0.7, isColumns ? 48 : 30, 1] });
  const all = tops.flat();
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: heightPx,
    padding: [look.fontPx / 2, look.fontPx, 0, 0],
    legend: { show: false },
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: false, y: false, setScale: false },
    },
    scales: {
      x: {
        time: false,
        ori: isColumns ? 0 : 1,
        dir: isColumns ? 1 : -1,
        range: [-0.5, Math.max(1, labels.length) - 0.5],
      },
      y: {
        ori: isColumns ? 1 : 0,
        dir: 1,
        range: () => [least * 1.05, (most === least ? 1 : most) * 1.05],
      },
    },
    axes: [labelAxis(chart, look, element.clientWidth), valueAxis(chart, look)],
    series: [
      {},
      // The highest first: each is drawn over the one that reaches beyond it.
      ...tops.toReversed().map((_, at): uPlot.Series => {
        const index = tops.length - 1 - at;
        return {
          fill: look.colours[index % look.colours.length] ?? look.ink,
          stroke: look.surface,
          width: tops.length > 1 ? 1 : 0,
          points: { show: false },
          ...(bars && { paths: bars }),
        };
      }),
    ],
    hooks: {
      setCursor: [
        ({ cursor, over }) => {
          const at = cursor.idx ?? undefined;
          over.style.cursor = at !== undefined && shown[at] !== undefined ? 'pointer' : '';
          onPoint(at);
        },
      ],
      ready: [
        (plot) =>
          plot.over.addEventListener('click', () => {
            const at = plot.cursor.idx;
            if (at !== null && at !== undefined) onPick(at);
          }),
      ],
    },
  };
  const data = [labels.map((_, at) => at), ...tops.toReversed()] as uPlot.AlignedData;
  return new uPlot(options, data, element);
}

interface Look {
  readonly font: string;
  readonly fontPx: number;
  readonly ink: string;
  readonly line: string;
  readonly surface: string;
  readonly colours: readonly string[];
  readonly measure: (text: string) => number;
}

/** As the style sheet has it now. */
function lookOf(element: HTMLElement): Look {
  const { fontFamily, fontSize } = getComputedStyle(element);
  const colours = seriesTokens.map((token) => colourIn(element, token, false));
  const [ink, line] = [colourIn(element, '--ink-soft'), colourIn(element, '--line')];
  const surface = colourIn(element, '--surface');
  const fontPx = Number.parseFloat(fontSize);
  const font = `${fontSize} ${fontFamily}`;
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = font;
  const measure = (text: string) => context?.measureText(text).width ?? text.length * fontPx * 0.6;
  return { font, fontPx, ink, line, surface, colours, measure };
}

const seriesTokens = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5'] as const;

/**
 * A canvas knows no tokens, and no `light-dark()`: the browser works them out, on an element for each, so that none passes into the next.
 * @param isForced gives way to the colours that the reader's system forces; as the ground of something, where it is that
 */
function colourIn(place: HTMLElement, token: string, isForced = true): string {
  const probe = document.createElement('span');
  probe.style.forcedColorAdjust = isForced ? 'auto' : 'none';
  const property = token === '--surface' ? 'backgroundColor' : 'color';
  probe.style[property] = `var(${token})`;
  place.append(probe);
  const colour = getComputedStyle(probe)[property];
  probe.remove();
  return colour;
}

/** What the bars are. */
function labelAxis({ kind, labels }: Chart, look: Look, widthPx: number): uPlot.Axis {
  const { font, fontPx, ink, line, measure } = look;
  const isColumns = kind === 'columns';
  const mostPx = isColumns ? Number.POSITIVE_INFINITY : widthPx * 0.42;
  const words = labels.map((label) => fitted(label, mostPx, measure));
  const widestPx = Math.max(0, ...words.map(measure));
  const step = isColumns ? labelStep(labels.length, widthPx - fontPx * 4, widestPx + fontPx * 1.5) : 1;
  return {
    side: isColumns ? 2 : 3,
    font,
    stroke: ink,
    size: isColumns ? fontPx * 2.2 : widestPx + fontPx * 1.2,
    gap: fontPx * 0.5,
    space: 1,
    incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    splits: () => labels.map((_, at) => at).filter((at) => at % step === 0),
    values: (_, splits) => splits.map((at) => words[at] ?? ''),
    grid: { show: false },
    ticks: { show: false },
    border: { show: true, stroke: line, width: 1 },
  };
}

/** How much they are. */
function valueAxis({ kind, isWhole }: Chart, { font, fontPx, ink, line }: Look): uPlot.Axis {
  const isColumns = kind === 'columns';
  return {
    side: isColumns ? 3 : 2,
    font,
    stroke: ink,
    size: isColumns ? fontPx * 3.6 : fontPx * 2.2,
    gap: fontPx * 0.5,
    space: fontPx * (isColumns ? 3 : 7),
    ...(isWhole && { incrs: wholeSteps }),
    values: (_, splits) => splits.map(scaleWords),
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
}

const wholeSteps = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();
