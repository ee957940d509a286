/** One form for strings that people take for the same: NFKC, then lower case. */
export const normalise = (text: string): string => text.normalize('NFKC').toLowerCase()
