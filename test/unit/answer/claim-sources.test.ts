import { expect, it } from 'vitest'
import { claimSources } from '../../../shared/answer/claim-sources.ts'
import type { SourceName } from '../../../shared/ports/provenance.ts'

const page = (url: string) => ({ url, collection: null, document_id: null })
const MOON = page('https://Example.org/moon#top')
const SUN = page('https://example.org/sun')
const OTHER = page('https://other.example/')
const DOCUMENT = { url: null, collection: 'tenant:a', document_id: 'doc_1' }
const ALL = [MOON, SUN, DOCUMENT, OTHER]

function createContext(purged: readonly SourceName[]) {
  const claimed: (readonly SourceName[])[] = []
  const noted: object[] = []
  return {
    claimed,
    noted,
    claim: async (sources: readonly SourceName[]) => {
      claimed.push(sources)
      return new Set(purged)
    },
    note: (facts: object) => void noted.push(facts),
  }
}

it('claims every name of every source once, in one go, and keeps all of them in order', async () => {
  const context = createContext([])
  expect(await claimSources(ALL, context)).toEqual(ALL)
  expect(context.claimed).toEqual([
    [
      'url:https://example.org/moon',
      'host:example.org',
      'url:https://example.org/sun',
      'document:tenant:a/doc_1',
      'url:https://other.example/',
      'host:other.example',
    ],
  ])
  expect(context.noted).toEqual([])
})

it.each<[SourceName, typeof ALL]>([
  ['url:https://example.org/moon', [SUN, DOCUMENT, OTHER]],
  ['host:example.org', [DOCUMENT, OTHER]],
  ['document:tenant:a/doc_1', [MOON, SUN, OTHER]],
])('leaves out what was purged as %s, and says that something is missing', async (name, left) => {
  const context = createContext([name])
  expect(await claimSources(ALL, context)).toEqual(left)
  expect(context.noted).toEqual([{ degraded: true }])
})
