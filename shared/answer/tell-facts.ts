import type { Filters } from '../api/common.ts'
import { type Deadline, shareOf } from '../lib/deadline.ts'
import { mapConcurrent } from '../lib/map-concurrent.ts'
import type { PageReader } from '../ports/page-reader.ts'
import { detectLanguage } from '../text/language.ts'
import type { Candidate } from './candidate.ts'
import { isUndecided } from './filter-candidates.ts'

const PAGES_AT_ONCE = 6
const SHARE_OF_TIME = 0.6

/**
 * Reads the pages of which a search did not tell what a filter asks, a date or a language, and takes it from
 * them; no more than `limit`, best first. What is read is kept, so that the answer does not fetch it again.
 */
export async function tellFacts(
  candidates: readonly Candidate[],
  filters: Filters,
  { pageReader, limit, deadline }: { pageReader: PageReader; limit: number; deadline: Deadline },
): Promise<Candidate[]> {
  const undecided = candidates
    .filter((candidate) => candidate.kind === 'web' && candidate.text === null)
    .filter((candidate) => isUndecided(candidate, filters))
    .slice(0, limit)
  const told = new Map<Candidate, Candidate>()
  const { signal } = shareOf(deadline, SHARE_OF_TIME)
  const read = async (candidate: Candidate) => {
    const outcome = await pageReader.read(candidate.url ?? '', { signal })
    if (outcome.kind === 'unreadable') return
    const { published, language, text } = outcome.page
    told.set(candidate, {
      ...candidate,
      published: candidate.published ?? published,
      language: candidate.language ?? language ?? detectLanguage(text),
    })
  }
  for await (const _ of mapConcurrent(undecided, PAGES_AT_ONCE, read));
  return candidates.map((candidate) => told.get(candidate) ?? candidate)
}
