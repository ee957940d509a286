import { addressIdentity } from '../lib/address-identity.ts'
import type { WebSearchHit } from '../ports/web-search.ts'
import { containment, shingles } from '../text/shingles.ts'

/** Cormack, Clarke and Büttcher 2009: how little the first ranks are worth more than the next. */
const RANK_CONSTANT = 60
/** Two excerpts are of one text when they are alike both ways; shorter ones are anybody's. */
const ALIKE = 0.85
const SHINGLES_TO_TELL = 12

/**
 * Merges what several providers found, by reciprocal rank fusion: the sum of 1 / (60 + rank) over the lists
 * that have a page. An address that differs in what makes no other page is one hit, and a text that stands
 * on two hosts is one, too: that of the better rank. Lists in the order of preference, which decides ties.
 */
export function fuseHits(lists: readonly (readonly WebSearchHit[])[]): WebSearchHit[] {
  const merged = new Map<string, { hit: WebSearchHit; score: number }>()
  for (const list of lists) {
    const ofList = new Set<string>()
    for (const hit of list) {
      const identity = addressIdentity(hit.url) ?? hit.url
      if (ofList.has(identity)) continue
      ofList.add(identity)
      const known = merged.get(identity)
      const score = (known?.score ?? 0) + 1 / (RANK_CONSTANT + ofList.size)
      merged.set(identity, { hit: known ? completed(known.hit, hit) : hit, score })
    }
  }
  const ranked = [...merged.values()].sort((a, b) => b.score - a.score)
  return withoutCopies(ranked.map(({ hit }) => hit))
}

/** What one provider does not say, another may. */
function completed(known: WebSearchHit, again: WebSearchHit): WebSearchHit {
  const isPlain = known.url.startsWith('http:') && again.url.startsWith('https:')
  return {
    url: isPlain ? again.url : known.url,
    title: known.title || again.title,
    snippet: known.snippet || again.snippet,
    text: known.text ?? again.text,
    published: known.published ?? again.published,
    language: known.language ?? again.language,
  }
}

function withoutCopies(hits: readonly WebSearchHit[]): WebSearchHit[] {
  const kept: { host: string; found: Set<string> }[] = []
  return hits.filter(({ url, text, snippet }) => {
    const host = URL.canParse(url) ? new URL(url).host : ''
    const found = shingles(text ?? snippet)
    // Pages of one host may share their description.
    const isCopy = kept.some((other) => other.host !== host && areAlike(found, other.found))
    if (!isCopy) kept.push({ host, found })
    return !isCopy
  })
}

function areAlike(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (Math.min(one.size, other.size) < SHINGLES_TO_TELL) return false
  return containment(one, other) >= ALIKE && containment(other, one) >= ALIKE
}
