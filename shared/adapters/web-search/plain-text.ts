const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#039': "'",
  '#39': "'",
  '#x27': "'",
  apos: "'",
  nbsp: ' ',
}

/** Providers mark the words found with elements; what a person reads is left. */
export function plainText(html: string): string {
  return html
    .replace(/<[^<>]*>/g, '')
    .replace(/&([a-z#0-9]+);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/\s+/g, ' ')
    .trim()
}

/** `YYYY-MM-DD` of what a provider calls a date (ISO 8601 or RFC 1123); null when it is none. */
export function dayOf(date: string | null | undefined): string | null {
  if (!date) return null
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(date) ?? []
  const time = Date.parse(day ?? date)
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10)
}

/** An address that can be read: http or https. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}
