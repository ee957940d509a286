import type { PageFacts, Source } from '../api/answer.ts'
import type { Page } from '../ports/page-reader.ts'

export type ToldFacts = PageFacts & Partial<Pick<Source, 'site' | 'published'>>

/** What a page says of itself, where that is more than is known of it. */
export function factsOfPage(page: Page, known: Pick<Source, 'published'>): ToldFacts {
  const { site, language, about } = page
  const told = {
    site,
    published: known.published ?? page.published,
    language,
    author: about?.author,
    modified: about?.modified,
    canonical: about?.canonical === page.url ? null : about?.canonical,
  }
  return Object.fromEntries(Object.entries(told).filter(([, fact]) => fact !== null && fact !== undefined))
}
