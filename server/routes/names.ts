/** `record sets`, `record_sets` → `RecordSets`: for operation ids and schema names. */
export const pascal = (words: string) => words.replace(/(?:^|[ _-])(\w)/g, (_, letter: string) => letter.toUpperCase());
