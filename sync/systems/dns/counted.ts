/** What a write has done, in words: "1 record deleted, 3 changed". */
export function counted(what: string, done: Record<string, number>): string {
  return Object.entries(done)
    .filter(([, count]) => count > 0)
    .map(([how, count], place) => `${count} ${place === 0 ? `${count === 1 ? what : `${what}s`} ` : ''}${how}`)
    .join(', ');
}
