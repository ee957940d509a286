import { expect, it } from 'vitest'
import { canonicalUrl, sourceNamesOf } from '../../../shared/cache/source-names.ts'

const ofUrl = (url: string | null) => sourceNamesOf({ url, collection: null, document_id: null })

it('names a web page by its address and its host', () => {
  expect(ofUrl('https://example.org/a?b=c')).toEqual(['url:https://example.org/a?b=c', 'host:example.org'])
})

it.each([
  ['HTTPS://Example.ORG:443/A#part', 'url:https://example.org/A', 'host:example.org'],
  ['http://example.org:80', 'url:http://example.org/', 'host:example.org'],
  ['http://example.org:8080/', 'url:http://example.org:8080/', 'host:example.org'],
  ['https://example.org./a', 'url:https://example.org./a', 'host:example.org'],
  ['https://münchen.example/ü', 'url:https://xn--mnchen-3ya.example/%C3%BC', 'host:xn--mnchen-3ya.example'],
  ['http://[::1]:8080/', 'url:http://[::1]:8080/', 'host:[::1]'],
  ['https://example.org/a#', 'url:https://example.org/a', 'host:example.org'],
])('names %s in one form', (url, byAddress, byHost) => {
  expect(ofUrl(url)).toEqual([byAddress, byHost])
})

it('names a document by its collection and id, and by the address it has', () => {
  const document = { collection: 'tenant:a', document_id: 'doc_1' }
  expect(sourceNamesOf({ ...document, url: null })).toEqual(['document:tenant:a/doc_1'])
  expect(sourceNamesOf({ ...document, url: 'https://Example.org/a' })).toEqual([
    'document:tenant:a/doc_1',
    'url:https://example.org/a',
    'host:example.org',
  ])
})

it.each(['file:///srv/notes.md', 'notes/a.md', 'ftp://example.org/a', 'javascript:1', ''])(
  'gives %j no name of its own',
  (url) => {
    expect(ofUrl(url)).toEqual([])
    expect(sourceNamesOf({ url, collection: 'tenant:a', document_id: 'doc_1' })).toEqual([
      'document:tenant:a/doc_1',
    ])
    expect(canonicalUrl(url)).toBeUndefined()
  },
)

it('gives one form of an address', () => {
  expect(canonicalUrl('HTTP://Example.org:80/a/../b#c')).toBe('http://example.org/b')
})
