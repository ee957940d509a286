import { type ErrorCode, IngotError, toIngotError } from '../../errors.ts'
import { addressIdentity, ownAddress } from '../../lib/address-identity.ts'
import type { PageCaching } from '../../ports/page-reader.ts'
import type { SiteOutcome, SitePage, SiteReader } from '../../ports/site-reader.ts'
import type { SiteBounds } from './site-bounds.ts'
import type { SiteJournal, Visit } from './site-journal.ts'

/** Where the pages go. Failures are thrown as `IngotError`. */
export type SiteDocuments = {
  /** Ids of the documents that were there when the run began. */
  ids: ReadonlySet<string>
  put(page: { origin: string; name: string; bytes: Uint8Array }): Promise<{
    outcome: 'created' | 'replaced' | 'unchanged'
    id: string
  }>
  remove(id: string): Promise<void>
}

/** `error` is why it was refused; `wasBefore`: in the run that goes on. */
export type Visited = { visit: Visit; error: IngotError | null; wasBefore: boolean }

/** A site that asks to be left alone for longer is not waited for. */
export const LONGEST_HOLD_S = 120
const TRIES = 3
const FIRST_PAUSE_MS = 1_000

const UNTOLD: PageCaching = { etag: null, lastModified: null, cacheControl: null }
const NOTHING: Omit<Visit, 'kind' | 'url' | 'outcome' | 'code' | 'mayPass'> = {
  address: null,
  origin: null,
  document: null,
  caching: UNTOLD,
  links: [],
  lists: [],
}
/** What the site says of a page that is to be in nobody's collection. */
const UNWANTED: readonly ErrorCode[] = ['page_not_found', 'page_refused_by_robots']

export const keyOf = (url: string): string => addressIdentity(url) ?? url

/** The page's own fault, and not the server's that takes it. */
const isOfThePage = ({ code }: IngotError): boolean =>
  /^(?:page|file)_/.test(code) || code === 'payload_too_large'

/** Visits the pages of a site, each once, and puts them into the collection. Throws what is no page's fault. */
export function createVisits(options: {
  reader: SiteReader
  journal: SiteJournal
  documents: SiteDocuments
  sleep(ms: number, options: { signal: AbortSignal }): Promise<void>
  signal: AbortSignal
}) {
  const { reader, journal, documents, sleep, signal } = options
  /** Addresses whose page has been met in this run, under whichever name. */
  const met = new Set<string>()

  const isNew = (origin: string): boolean => {
    const size = met.size
    return met.add(keyOf(origin)).size > size
  }

  async function readPatiently(
    url: string,
    how: Parameters<SiteReader['readPage']>[1],
  ): Promise<SiteOutcome> {
    for (let tried = 1; ; tried++) {
      const outcome = await reader.readPage(url, how)
      if (outcome.kind !== 'unreadable' || tried === TRIES) return outcome
      const { code, retryable, retryAfterS } = outcome.error
      const isWorthIt = retryable && code !== 'page_refused_by_robots' && (retryAfterS ?? 0) <= LONGEST_HOLD_S
      if (!isWorthIt) return outcome
      // With a time told, the reader keeps the whole host waiting.
      if (retryAfterS === undefined) await sleep(FIRST_PAUSE_MS * 2 ** (tried - 1), { signal })
    }
  }

  async function record(visit: Omit<Visit, 'kind' | 'code' | 'mayPass'>, error: IngotError | null) {
    const code = error?.code ?? null
    return {
      visit: await journal.add({ ...visit, code, mayPass: error?.retryable ?? false }),
      error,
      wasBefore: false,
    }
  }

  async function refuse(
    url: string,
    error: IngotError,
    told: { known: Visit | undefined } & Partial<typeof NOTHING>,
  ) {
    const { known, ...rest } = told
    const isUnwanted = UNWANTED.includes(error.code) && !error.retryable
    if (isUnwanted && known?.document) {
      await documents.remove(known.document)
      return record({ url, ...NOTHING, ...rest, outcome: 'removed' }, null)
    }
    // What was read of it before stays, and is asked about again.
    return record({ url, ...NOTHING, ...(known ?? {}), ...rest, outcome: 'refused' }, error)
  }

  async function keep(url: string, page: SitePage, known: Visit | undefined): Promise<Visited> {
    const { url: address, caching, links, lists } = page
    const told = { address, caching, links, lists }
    if (page.noIndex) {
      const error = new IngotError('page_refused_by_robots', 'The page asks to be in no index.')
      return refuse(url, error, { known, ...told })
    }
    const origin = ownAddress(page.url, page.canonical)
    if (!isNew(origin)) return record({ url, ...NOTHING, address, outcome: 'same' }, null)
    try {
      const { outcome, id } = await documents.put({ origin, name: page.name, bytes: page.bytes })
      return await record({ url, ...told, origin, document: id, outcome }, null)
    } catch (thrown) {
      const error = toIngotError(thrown)
      if (!isOfThePage(error)) throw thrown
      return refuse(url, error, { known, ...told })
    }
  }

  async function ask(url: string, bounds: SiteBounds | undefined): Promise<Visited> {
    const known = knownIn(journal, documents, url)
    const isWithin = bounds?.isWithin ?? (() => true)
    const asked = known?.address ? { known: { ...known.caching, url: known.address } } : {}
    const outcome = await readPatiently(url, { signal, isWithin, ...asked })
    switch (outcome.kind) {
      case 'page':
        return keep(url, outcome.page, known)
      case 'list':
        return record({ url, ...NOTHING, address: outcome.url, ...outcome.list, outcome: 'listed' }, null)
      case 'unchanged':
        if (known?.origin) isNew(known.origin)
        return record({ ...NOTHING, ...known, url, caching: outcome.caching, outcome: 'unchanged' }, null)
      case 'unreadable':
        return refuse(url, outcome.error, { known, address: null })
    }
  }

  return {
    /** `bounds` are not known before the start page is. */
    async visit(url: string, bounds: SiteBounds | undefined): Promise<Visited> {
      const before = journal.done(url)
      if (before?.origin) isNew(before.origin)
      if (before) return { visit: before, error: null, wasBefore: true }
      if (met.has(keyOf(url))) return record({ url, ...NOTHING, outcome: 'same' }, null)
      return ask(url, bounds)
    },
  }
}

/** The last visit, as long as the document made of it is there: what is gone from the collection is read anew. */
function knownIn(journal: SiteJournal, documents: SiteDocuments, url: string): Visit | undefined {
  const known = journal.known(url)
  return known?.document && documents.ids.has(known.document) ? known : undefined
}
