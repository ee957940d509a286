import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../shared/answer/candidate.ts'
import { tellFacts } from '../../../shared/answer/tell-facts.ts'
import { Filters } from '../../../shared/api/common.ts'
import { IngotError } from '../../../shared/errors.ts'
import { deadlineIn } from '../../../shared/lib/deadline.ts'
import type { PageReader } from '../../../shared/ports/page-reader.ts'

const candidate = (name: string, more: Partial<Candidate> = {}): Candidate => ({
  url: `https://${name}.example/`,
  title: name,
  site: null,
  published: null,
  kind: 'web',
  document_id: null,
  snippet: '',
  score: 1,
  language: null,
  text: null,
  hits: [],
  collection: null,
  ...more,
})

const read: string[] = []
/** Pages of 20 March 2025, in German by their words; `lost` cannot be read. */
const pageReader: PageReader = {
  async read(url) {
    read.push(new URL(url).host.split('.')[0] ?? '')
    if (url.includes('lost')) return { kind: 'unreadable', error: new IngotError('page_not_found', '') }
    const text = 'Die Gezeiten entstehen durch die Anziehung des Mondes und der Sonne.'
    return {
      kind: 'page',
      page: { url, title: '', text, language: null, site: null, published: '2025-03-20' },
    }
  },
  parse: async () => ({ kind: 'unreadable', error: new IngotError('page_empty', '') }),
}
async function tell(candidates: Candidate[], filters: object, limit = 5) {
  read.length = 0
  const options = { pageReader, limit, deadline: deadlineIn(5_000) }
  const told = await tellFacts(candidates, Filters.parse(filters), options)
  return told.map(({ title, published, language }) => [title, published, language])
}

describe('what a search did not tell', () => {
  it('is taken from the page, when a filter asks for it', async () => {
    const dated = candidate('b', { published: '2024-01-01' })
    expect(await tell([candidate('a'), dated], { published_after: '2025-01-01' })).toEqual([
      ['a', '2025-03-20', 'de'],
      ['b', '2024-01-01', null],
    ])
    expect(read).toEqual(['a'])
  })

  it('is not asked for without such a filter, or where another filter drops the page anyway', async () => {
    await tell([candidate('a')], { domains_deny: ['x.com'] })
    expect(read).toEqual([])
    await tell([candidate('a')], { domains_deny: ['a.example'], languages: ['de'] })
    expect(read).toEqual([])
  })

  it('stays unknown of a page that cannot be read, and of those beyond the number wanted', async () => {
    const told = await tell([candidate('lost'), candidate('b'), candidate('c')], { languages: ['de'] }, 2)
    expect(told).toEqual([
      ['lost', null, null],
      ['b', '2025-03-20', 'de'],
      ['c', null, null],
    ])
  })
})
