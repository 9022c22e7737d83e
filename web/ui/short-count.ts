const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 });

/** "6.3K", "50K": how many, where there is no room for every digit. */
export const shortCount = (count: number): string => (count < 1000 ? String(count) : compact.format(count));
