import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import { deadlineIn } from '../../lib/deadline.ts'
import { mapConcurrent } from '../../lib/map-concurrent.ts'
import type { WebSearch, WebSearchHit } from '../../ports/web-search.ts'
import { detectLanguage } from '../../text/language.ts'
import { stopWords } from '../../text/stopwords.ts'
import { fetchJson } from './fetch-json.ts'
import { plainText } from './plain-text.ts'
import { SUPPORTS } from './supports.ts'

/** A text that takes longer is left to the page reader. */
const TEXT_TIMEOUT_MS = 2_000
const TEXTS_AT_ONCE = 4
/** An article is long and few are needed; the wiki's own ranking is good at the top. */
const HITS_AT_MOST = 6

const Failure = z.object({ error: z.object({ code: z.string(), info: z.string().optional() }) })
const Found = z.object({
  query: z.object({
    search: z.array(z.object({ title: z.string(), pageid: z.int(), snippet: z.string().default('') })),
  }),
})
const Text = z.object({
  query: z.object({
    pages: z.array(
      z.object({ fullurl: z.string(), extract: z.string().optional(), pagelanguage: z.string().optional() }),
    ),
  }),
})

export type MediaWikiOptions = {
  /** The wiki's `api.php`; `{language}` becomes the language of the question, for editions by language. */
  apiUrl: string
  /** The wikis' rules ask for a name and a contact. */
  userAgent: string
}

/**
 * Searches a MediaWiki without any key, and takes the text of the pages through the same API
 * (https://www.mediawiki.org/wiki/API:Search, https://www.mediawiki.org/wiki/Extension:TextExtracts).
 */
export function createMediaWikiSearch({ apiUrl, userAgent }: MediaWikiOptions): WebSearch {
  const call = async <Shape extends z.ZodType>(
    edition: string,
    query: Record<string, string>,
    { shape, signal }: { shape: Shape; signal: AbortSignal },
  ): Promise<z.infer<Shape>> => {
    const url = new URL(apiUrl.replace('{language}', edition))
    url.search = new URLSearchParams({
      action: 'query',
      format: 'json',
      formatversion: '2',
      ...query,
    }).toString()
    const body = await fetchJson(url, { userAgent, signal, name: 'mediawiki' })
    // Errors come with HTTP 200.
    const failure = Failure.safeParse(body)
    if (failure.success) throw unavailable(`mediawiki: ${failure.data.error.code}`)
    const parsed = shape.safeParse(body)
    if (!parsed.success) throw unavailable('mediawiki: the reply has another shape', parsed.error)
    return parsed.data
  }

  const withText = async (
    { title, pageid, snippet }: z.infer<typeof Found>['query']['search'][number],
    { edition, signal }: { edition: string; signal: AbortSignal },
  ): Promise<WebSearchHit> => {
    const query = {
      prop: 'extracts|info',
      inprop: 'url',
      explaintext: '1',
      exsectionformat: 'wiki',
      pageids: String(pageid),
    }
    const hit = { title, snippet: plainText(snippet), published: null, language: edition }
    try {
      const own = deadlineIn(TEXT_TIMEOUT_MS, { signal }).signal
      const [page] = (await call(edition, query, { shape: Text, signal: own })).query.pages
      if (page) return { ...hit, url: page.fullurl, text: page.extract ? toMarkdown(page.extract) : null }
    } catch {
      // The page may still be read at its address.
    }
    return { ...hit, url: addressById(apiUrl.replace('{language}', edition), pageid), text: null }
  }

  return {
    name: 'mediawiki',
    supports: SUPPORTS.mediawiki,
    async search({ query, limit, language, filters }, { signal }) {
      const [only = null, ...others] = filters.languages
      const wanted = others.length === 0 ? (only ?? language) : language
      const edition = editionOf(wanted ?? detectLanguage(query))
      const words = {
        list: 'search',
        srsearch: keywords(query, edition),
        srlimit: String(Math.min(limit, HITS_AT_MOST)),
      }
      const found = (await call(edition, words, { shape: Found, signal })).query.search
      const ordered = new Map<number, WebSearchHit>()
      const read = async (hit: (typeof found)[number], index: number) => {
        ordered.set(index, await withText(hit, { edition, signal }))
      }
      for await (const _ of mapConcurrent(found, TEXTS_AT_ONCE, read));
      return found.flatMap((_, index) => ordered.get(index) ?? [])
    },
  }
}

const unavailable = (message: string, cause?: unknown) =>
  new IngotError('search_unavailable', message, { cause })

/** Editions are named by primary tags; anything else would become part of a host name. */
function editionOf(language: string | null): string {
  const primary = language?.split('-')[0]?.toLowerCase() ?? 'en'
  return /^[a-z]{2,3}$/.test(primary) ? primary : 'en'
}

/** The wiki's search wants every word in the page, so question words and signs only lose hits. */
function keywords(query: string, language: string): string {
  const stops = stopWords(language)
  const segments = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(query)]
  const words = segments.filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment)
  const telling = words.filter((word) => !stops.has(word.toLowerCase()))
  return (telling.length > 0 ? telling : words).join(' ')
}

/** `== Heading ==` lines become Markdown, which the passage splitter reads. */
function toMarkdown(extract: string): string {
  return extract
    .split('\n')
    .map(toHeading)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** By hand, since a pattern with the signs on both sides takes time in the cube of a line of spaces. */
function toHeading(line: string): string {
  const trimmed = line.trim()
  const signs = /^={2,6}/.exec(trimmed)?.[0] ?? ''
  const heading = trimmed.slice(signs.length, -signs.length || undefined).trim()
  if (signs === '' || heading === '' || !trimmed.endsWith(signs)) return line
  return `\n${'#'.repeat(signs.length)} ${heading}\n`
}

/** `index.php?curid=` beside `api.php` leads to a page whatever its title. */
function addressById(api: string, pageid: number): string {
  const url = new URL('index.php', api)
  url.searchParams.set('curid', String(pageid))
  return url.href
}
