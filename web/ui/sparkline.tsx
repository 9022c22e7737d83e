/** A line of a few numbers; the last one stands beside it as a figure, so the line is told in one sentence. */
export function Sparkline({
  values,
  label,
  width = 96,
  height = 22,
}: {
  values: readonly number[];
  label: string;
  width?: number;
  height?: number;
}) {
  if (values.length < 2) return <span style={{ width, display: 'inline-block' }} />;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (index: number) => 2 + (index / (values.length - 1)) * (width - 6);
  // A line that does not move lies in the middle.
  const y = (value: number) =>
    most === least ? height / 2 : height - 3 - ((value - least) / (most - least)) * (height - 6);
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const last = values.at(-1) ?? 0;
  return (
    <svg
      className="sy-sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${label}: from ${values[0]} to ${last}`}
    >
      <polyline points={points} fill="none" stroke="var(--sy-series-1)" strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx={x(values.length - 1)} cy={y(last)} r="2" fill="var(--sy-series-1)" />
    </svg>
  );
}
