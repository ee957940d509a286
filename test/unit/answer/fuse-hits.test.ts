import { describe, expect, it } from 'vitest'
import { fuseHits } from '../../../shared/answer/fuse-hits.ts'
import type { WebSearchHit } from '../../../shared/ports/web-search.ts'

const hit = (url: string, more: Partial<WebSearchHit> = {}): WebSearchHit => ({
  url,
  title: url,
  snippet: '',
  text: null,
  published: null,
  language: null,
  ...more,
})
const list = (...names: string[]) => names.map((name) => hit(`https://${name}.example/`))
const order = (...lists: WebSearchHit[][]) =>
  fuseHits(lists).map(({ url }) => new URL(url).host.split('.')[0])

const STORY =
  'The harbour of Skarv was closed on Monday after a storm had torn two cranes from the northern quay, the harbour master said.'

describe('what several providers found', () => {
  it('is ranked by the sum of reciprocal ranks', () => {
    // b: 1/62 + 1/61, c: 1/63 + 1/62, a: 1/61, d: 1/63
    expect(order(list('a', 'b', 'c'), list('b', 'c', 'd'))).toEqual(['b', 'c', 'a', 'd'])
    // Third in all three beats first in one: 3/63 > 1/61.
    expect(order(list('a', 'b', 'z'), list('c', 'd', 'z'), list('e', 'f', 'z'))[0]).toBe('z')
  })

  it('follows the order of the providers where ranks say nothing', () => {
    expect(order(list('a', 'b'), list('c', 'd'))).toEqual(['a', 'c', 'b', 'd'])
  })

  it('counts a page once for each provider', () => {
    expect(order(list('b', 'b', 'b', 'a'), list('a'))).toEqual(['a', 'b'])
  })

  it('is one hit by its canonical address, with what either provider says of it', () => {
    const one = hit('http://www.a.example/x/?utm_source=brave', { title: 'X', published: '2025-03-20' })
    const other = hit('https://a.example/x', { title: 'x', snippet: 'text', language: 'en' })
    expect(fuseHits([[one], [other]])).toEqual([
      {
        url: 'https://a.example/x',
        title: 'X',
        snippet: 'text',
        text: null,
        published: '2025-03-20',
        language: 'en',
      },
    ])
  })

  it('leaves out the same text on another host, and keeps the better ranked', () => {
    const original = hit('https://a.example/news', { snippet: STORY })
    const copy = hit('https://b.example/wire', { snippet: `${STORY} (wire)` })
    const own = hit('https://c.example/', { snippet: 'The harbour of Skarv will open again on Friday.' })
    expect(order([own, original], [copy])).toEqual(['c', 'b'])
  })

  it('keeps pages of one host that share a description, and short texts that are alike', () => {
    const pages = ['1', '2'].map((page) => hit(`https://a.example/?page=${page}`, { snippet: STORY }))
    expect(fuseHits([pages])).toHaveLength(2)
    const short = ['a', 'b'].map((name) =>
      hit(`https://${name}.example/`, { snippet: 'Read more here now.' }),
    )
    expect(fuseHits([short])).toHaveLength(2)
  })
})
