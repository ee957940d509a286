import { addressIdentity } from '../lib/address-identity.ts'
import type { Candidate } from './candidate.ts'

/**
 * Merges ranked lists into one. Scores of one list are divided by its best, so that lists of different
 * engines can be compared; the same URL or document found twice adds up, and keeps the passages it has.
 */
export function fuseCandidates(lists: readonly (readonly Candidate[])[]): Candidate[] {
  const merged = new Map<string, Candidate>()
  for (const list of lists) {
    const best = Math.max(...list.map(({ score }) => score), Number.MIN_VALUE)
    for (const candidate of list) {
      const identity = identityOf(candidate)
      const score = candidate.score / best
      const known = merged.get(identity)
      merged.set(identity, known ? combine(known, candidate, score) : { ...candidate, score })
    }
  }
  return [...merged.values()].sort((a, b) => b.score - a.score)
}

function combine(known: Candidate, again: Candidate, score: number): Candidate {
  const [kept, other] = known.hits.length >= again.hits.length ? [known, again] : [again, known]
  return { ...kept, snippet: kept.snippet || other.snippet, score: known.score + score }
}

function identityOf({ url, document_id }: Candidate): string {
  // Records of one file share its address but for the fragment; a document is itself.
  if (document_id !== null) return document_id
  return addressIdentity(url ?? '') ?? String(url)
}
