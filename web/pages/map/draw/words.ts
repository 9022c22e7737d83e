/** Widths of words by font, and words cut to fit. Measuring is what costs most of drawing names. */
const MOST_KEPT = 6000;
const kept = new Map<string, string>();

/** As much of a text as fits, with an ellipsis where something is missing. The context has its font set. */
export function cut(context: CanvasRenderingContext2D, text: string, width: number): string {
  // In steps, so that zooming does not measure everything anew for each pixel.
  const room = Math.floor(width / 6) * 6;
  const key = `${context.font}|${room}|${text}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size > MOST_KEPT) kept.clear();
  const fitting = fit(context, text, room, width);
  kept.set(key, fitting);
  return fitting;
}

function fit(context: CanvasRenderingContext2D, text: string, room: number, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const half = Math.ceil((low + high) / 2);
    if (context.measureText(`${text.slice(0, half)}…`).width <= room) low = half;
    else high = half - 1;
  }
  return low < 2 ? '' : `${text.slice(0, low)}…`;
}
