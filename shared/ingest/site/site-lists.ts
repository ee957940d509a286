import type { IngotError } from '../../errors.ts'
import type { SiteReader } from '../../ports/site-reader.ts'

/** Of one run; an index may name 50,000. */
const MOST_LISTS = 500

export type ListRead = { kind: 'links'; links: string[] } | { kind: 'unread'; url: string; error: IngotError }

/** The sitemaps and feeds of a site, each read once; an index of sitemaps leads to more. */
export function createSiteLists(reader: SiteReader, signal: AbortSignal) {
  const seen = new Set<string>()
  const waiting: string[] = []
  const add = (urls: readonly string[]) => {
    for (const url of urls) {
      if (seen.has(url) || seen.size >= MOST_LISTS) continue
      seen.add(url)
      waiting.push(url)
    }
  }
  return {
    add,
    /** Those that its robots.txt names, else the usual place. Nobody misses what was only guessed. */
    async addSitemapsOf(url: string): Promise<string[]> {
      const told = await reader.sitemapsOf(url, { signal })
      add(told)
      if (told.length > 0) return []
      const guess = new URL('/sitemap.xml', url).href
      if (seen.has(guess)) return []
      const outcome = await reader.readList(guess, { signal })
      if (outcome.kind !== 'list') return []
      seen.add(guess)
      add(outcome.list.lists)
      return outcome.list.links
    },
    async *read(): AsyncGenerator<ListRead> {
      for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
        const outcome = await reader.readList(url, { signal })
        if (outcome.kind === 'list') {
          add(outcome.list.lists)
          yield { kind: 'links', links: outcome.list.links }
        } else if (outcome.kind === 'unreadable') yield { kind: 'unread', url, error: outcome.error }
      }
    },
  }
}
