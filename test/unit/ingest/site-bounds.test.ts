import { expect, it } from 'vitest'
import { createSiteBounds } from '../../../shared/ingest/site/site-bounds.ts'

it.each([
  ['https://example.org/', 'https://example.org/a/b?c', true],
  ['https://example.org/', 'http://example.org/a', true],
  ['https://example.org/', 'https://www.example.org/a', false],
  ['https://example.org/', 'https://example.org:8443/a', false],
  ['https://example.org/', 'https://example.org.evil.example/a', false],
  ['https://example.org/guide/start', 'https://example.org/guide/deep/a', true],
  ['https://example.org/guide/start', 'https://example.org/guide', true],
  ['https://example.org/guide/start', 'https://example.org/guides/a', false],
  ['https://example.org/guide/start', 'https://example.org/', false],
])('the site of %s has %s: %s', (start, address, isIn) => {
  expect(createSiteBounds(start).isWithin(address)).toBe(isIn)
})

it('does not ask for what is no text by its name', () => {
  const { isWorthAsking } = createSiteBounds('https://example.org/')
  const asked = [
    '/a',
    '/a.pdf',
    '/a.html',
    '/a.docx',
    '/v1.2',
    '/a.PNG',
    '/app.js',
    '/a.css?v=2',
    '/a.zip',
    '/a.mp4',
  ]
  expect(asked.filter((path) => isWorthAsking(`https://example.org${path}`))).toEqual([
    '/a',
    '/a.pdf',
    '/a.html',
    '/a.docx',
    '/v1.2',
  ])
})
