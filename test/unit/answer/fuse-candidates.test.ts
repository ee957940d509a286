import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../shared/answer/candidate.ts'
import { fuseCandidates } from '../../../shared/answer/fuse-candidates.ts'

const found = (url: string, score: number, snippet = ''): Candidate => ({
  url,
  title: url,
  site: null,
  published: null,
  kind: 'web',
  document_id: null,
  snippet,
  score,
  language: null,
  text: null,
  hits: [],
  collection: null,
})

describe('fusing ranked lists', () => {
  it('puts lists of different scales on one, best first', () => {
    const fused = fuseCandidates([
      [found('https://a.example/', 20), found('https://b.example/', 5)],
      [found('https://c.example/', 0.9), found('https://d.example/', 0.45)],
    ])
    expect(fused.map(({ url, score }) => [url, score])).toEqual([
      ['https://a.example/', 1],
      ['https://c.example/', 1],
      ['https://d.example/', 0.5],
      ['https://b.example/', 0.25],
    ])
  })

  it('adds up the scores of one address found twice, fragments aside, and keeps a snippet', () => {
    const fused = fuseCandidates([
      [found('https://a.example/#top', 2)],
      [found('https://a.example/', 1, 'text')],
    ])
    expect(fused).toMatchObject([{ score: 2, snippet: 'text' }])
  })

  it('keeps records of one file apart, whose addresses differ in the fragment only', () => {
    const record = (id: string) => ({ ...found(`file:///a.jsonl#${id}`, 1), document_id: id })
    expect(fuseCandidates([[record('one'), record('two')]])).toHaveLength(2)
  })

  it('survives an empty list', () => {
    expect(fuseCandidates([[], [found('https://a.example/', 3)]])).toHaveLength(1)
  })
})
