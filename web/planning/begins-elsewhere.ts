/** Actions that begin with something that only a page of its own has at hand. */
export const BEGINS_ELSEWHERE: ReadonlySet<string> = new Set(['source.release-held']);
