import robotsParserModule from 'robots-parser'

/** Its types tell of a default export; the module is the function itself. */
const robotsParser = robotsParserModule as unknown as typeof robotsParserModule.default

/** What the robots.txt of a host says to us (RFC 9309). */
export type Robots = {
  allows(url: string): boolean
  /** Between two requests; null when nothing is asked for. */
  crawlDelayMs: number | null
  /** As written: may be relative. */
  sitemaps: readonly string[]
}

/** At least so much must be read (section 2.5). */
const MOST_BYTES = 512_000
/** A pattern is matched in time by its length and the address's; no honest one is longer. */
const LONGEST_LINE = 2_000

export const ALLOW_ALL: Robots = { allows: () => true, crawlDelayMs: null, sitemaps: [] }

/** The name by which a robots.txt calls us: the first word of what we say we are, e.g. `Ingot` (section 2.2.1). */
export const productToken = (userAgent: string): string => /^[a-z_-]+/i.exec(userAgent)?.[0] ?? '*'

/** `agent` is a product token; `url` that of the robots.txt. */
export function parseRobots(bytes: Uint8Array, { url, agent }: { url: string; agent: string }): Robots {
  const text = new TextDecoder().decode(bytes.subarray(0, MOST_BYTES))
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.length <= LONGEST_LINE)
  const robots = robotsParser(url, lines.map((line) => line.replace(/\*{2,}/g, '*')).join('\n'))
  const delayS = robots.getCrawlDelay(agent)
  return {
    allows: (address) => robots.isAllowed(address, agent) ?? true,
    crawlDelayMs: delayS !== undefined && Number.isFinite(delayS) && delayS > 0 ? delayS * 1_000 : null,
    sitemaps: robots.getSitemaps(),
  }
}
