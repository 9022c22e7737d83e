/** Says something once to those who do not see the page. The region is in the shell. */
export const LIVE_REGION = 'sy-live';

export function announce(text: string): void {
  const region = document.getElementById(LIVE_REGION);
  if (!region) return;
  // The same words twice in a row would be no change, hence nothing to say.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
