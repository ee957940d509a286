import { type ErrorCode, toIngotError } from '../errors.ts'
import { type Deadline, withSignal } from '../lib/deadline.ts'
import type { WebSearch, WebSearchHit, WebSearchRequest } from '../ports/web-search.ts'
import { detectLanguage } from '../text/language.ts'
import type { Candidate } from './candidate.ts'
import { filterCandidates, isUndecided } from './filter-candidates.ts'
import { fuseHits } from './fuse-hits.ts'

const AT_ONCE = 2
/** Once one provider has found something, the others asked at once may take this much longer. */
const PATIENCE_MS = 1_500
/** Where a provider cannot filter, more is asked for, since more will be dropped. */
const SPARE_SHARE = 3
const LIMIT_AT_MOST = 50

/** How many providers are asked, and how long the slower ones are waited for. */
export type FanOut = {
  /** Providers asked at once, 2 by default; the next ones in order stand in for those that find nothing. */
  atOnce?: number
  /** 1,500 ms by default. */
  patienceMs?: number
}

type Outcome = { provider: WebSearch; hits: WebSearchHit[]; reason: ErrorCode | null }

export type WebSearched = {
  /** Of all providers, merged; best first. */
  candidates: Candidate[]
  failures: { provider: string; reason: ErrorCode }[]
  /** How many providers were asked. */
  asked: number
  /** Providers that found something, and could not be told of the region. */
  withoutRegion: string[]
}

/**
 * Asks the configured search providers for one query. Some are asked at once; each that fails, or finds nothing
 * that passes the filters, is followed by the next in order. What one finds is kept when another fails.
 */
export async function searchWeb(
  providers: readonly WebSearch[],
  request: WebSearchRequest,
  options: FanOut & { deadline: Deadline },
): Promise<WebSearched> {
  const { atOnce = AT_ONCE } = options
  const outcomes = new Map<WebSearch, Outcome>()
  const patience = createPatience(options)
  const waiting = [...providers]
  const lane = async () => {
    for (let next = waiting.shift(); next && !patience.signal.aborted; next = waiting.shift()) {
      const outcome = await ask(next, request, patience.signal)
      outcomes.set(next, outcome)
      if (!findsSomething(outcome, request)) continue
      patience.begin()
      return
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  patience.end()

  // In the order of the setting, whoever was the first to answer.
  const told = providers.flatMap((provider) => outcomes.get(provider) ?? [])
  return {
    candidates: fuseHits(told.map(({ hits }) => hits)).map(toCandidate),
    failures: told.flatMap(({ provider, reason }) => (reason ? [{ provider: provider.name, reason }] : [])),
    asked: told.length,
    withoutRegion: told.flatMap(({ provider: { name, supports }, hits }) =>
      hits.length > 0 && (supports?.region ?? 'no') === 'no' ? [name] : [],
    ),
  }
}

/** Aborts when the deadline passes, or some time after `begin` has been called for the first time. */
function createPatience({ deadline, patienceMs = PATIENCE_MS }: FanOut & { deadline: Deadline }) {
  const own = new AbortController()
  let timer: NodeJS.Timeout | undefined
  return {
    signal: AbortSignal.any([deadline.signal, own.signal]),
    begin() {
      timer ??= setTimeout(
        () => own.abort(new DOMException('Others have answered.', 'TimeoutError')),
        patienceMs,
      )
    },
    end: () => clearTimeout(timer),
  }
}

async function ask(provider: WebSearch, request: WebSearchRequest, signal: AbortSignal): Promise<Outcome> {
  try {
    const asked = { ...request, limit: limitFor(provider, request) }
    const hits = await withSignal(provider.search(asked, { signal }), signal)
    return { provider, hits, reason: null }
  } catch (thrown) {
    const reason = signal.aborted ? 'deadline_exceeded' : toIngotError(thrown).code
    return { provider, hits: [], reason }
  }
}

function limitFor({ supports }: WebSearch, { limit, filters }: WebSearchRequest): number {
  const isAsked = Object.entries(filters).filter(([, value]) => (value?.length ?? 0) > 0)
  const isLeftToUs = isAsked.some(([name]) => supports?.[name as keyof typeof filters] !== 'yes')
  return isLeftToUs ? Math.min(limit * SPARE_SHARE, LIMIT_AT_MOST) : limit
}

function findsSomething({ hits }: Outcome, { filters }: WebSearchRequest): boolean {
  const candidates = hits.map(toCandidate)
  const { kept } = filterCandidates(candidates, filters)
  return kept.length > 0 || candidates.some((candidate) => isUndecided(candidate, filters))
}

function toCandidate(hit: WebSearchHit, index: number): Candidate {
  const { url, title, snippet, text, published, language } = hit
  return {
    url,
    title,
    site: URL.canParse(url) ? new URL(url).hostname : null,
    published,
    kind: 'web',
    document_id: null,
    snippet,
    score: 1 / (1 + index),
    language: language ?? detectLanguage(`${title}. ${text ?? snippet}`),
    text,
    hits: [],
    collection: null,
  }
}
