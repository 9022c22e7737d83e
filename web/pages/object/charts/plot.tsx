import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Samples } from '../../../../contract/api/samples.ts';
import { valuesAt } from './figures.ts';
import type { ChartGroup } from './chart-groups.ts';
import { plotOptions } from './plot-options.ts';

const HEIGHT = 132;
const seconds = (iso: string) => Date.parse(iso) / 1000;

const dataOf = (group: ChartGroup, { points }: Samples): uPlot.AlignedData => [
  points.map(([at]) => seconds(at)),
  ...group.series.map(({ place }) => valuesAt(points, place)),
];

/** Calls back when the theme is another one: chosen here, or by the system. */
function onTheme(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  system.addEventListener('change', changed);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', changed);
  };
}

interface Props {
  group: ChartGroup;
  samples: Samples;
  zone: string;
  label: string;
  onPoint: (index: number | null) => void;
}

/** The drawing itself. New samples are given to the one that is there; nothing moves but the lines. */
export function Plot({ group, samples, zone, label, onPoint }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const shown = useRef(samples);

  useEffect(() => {
    const element = frame.current!;
    const made = new uPlot(
      plotOptions({
        group,
        zone,
        width: element.clientWidth,
        height: HEIGHT,
        window: () => [seconds(shown.current.from), seconds(shown.current.to)],
        onPoint,
      }),
      dataOf(group, shown.current),
      element,
    );
    plot.current = made;
    const sized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    sized.observe(element);
    const themed = onTheme(() => made.redraw());
    return () => {
      sized.disconnect();
      themed();
      made.destroy();
    };
  }, [group, zone, onPoint]);

  useEffect(() => {
    if (shown.current === samples) return;
    shown.current = samples;
    plot.current?.setData(dataOf(group, samples));
  }, [group, samples]);

  return <div ref={frame} className="sy-plot" role="img" aria-label={label} />;
}
