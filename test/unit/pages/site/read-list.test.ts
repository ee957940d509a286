import { describe, expect, it } from 'vitest'
import { looksLikeList, readList } from '../../../../shared/adapters/pages/site/read-list.ts'

const BASE = 'https://example.org/maps/a.xml'
const read = (text: string) => readList(text, BASE)

describe('the addresses in', () => {
  it.each([
    [
      'a sitemap, with the addresses of its images left out',
      `<?xml version="1.0" encoding="UTF-8"?>
       <!-- made by hand -->
       <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
         <url><loc> https://example.org/a?b=1&amp;c=2 </loc><lastmod>2026-01-01</lastmod>
           <image:image><image:loc>https://example.org/a.png</image:loc></image:image></url>
         <url><loc><![CDATA[https://example.org/b#part]]></loc></url>
         <url><loc>ftp://example.org/c</loc></url>
       </urlset>`,
      { links: ['https://example.org/a?b=1&c=2', 'https://example.org/b'], lists: [] },
    ],
    [
      'an index of sitemaps',
      '<sitemapindex><sitemap><loc>/one.xml</loc></sitemap><sitemap><loc>two.xml.gz</loc></sitemap></sitemapindex>',
      { links: [], lists: ['https://example.org/one.xml', 'https://example.org/maps/two.xml.gz'] },
    ],
    [
      'an RSS feed, without that of the channel',
      `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://example.org/</link>
       <atom:link href="https://example.org/feed" rel="self"/>
       <item><title>One</title><link>https://example.org/1</link></item>
       <item><link>https://example.org/2</link><description>&lt;a href="/3"&gt;</description></item></channel></rss>`,
      { links: ['https://example.org/1', 'https://example.org/2'], lists: [] },
    ],
    [
      'an RSS 1.0 feed',
      '<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel><link>/</link></channel><item><link>/1</link></item></rdf:RDF>',
      { links: ['https://example.org/1'], lists: [] },
    ],
    [
      'an Atom feed: the alternate ones',
      `<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://example.org/"/><entry>
       <link rel="edit" href="/edit"/><link rel="alternate" href="/1"/></entry><entry><link href="/2"/></entry></feed>`,
      { links: ['https://example.org/1', 'https://example.org/2'], lists: [] },
    ],
    [
      'a text with one a line',
      'https://example.org/a\r\n\r\nhttps://example.org/b\n',
      { links: ['https://example.org/a', 'https://example.org/b'], lists: [] },
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

it('is null for what is no list', () => {
  expect(read('<!doctype html><html><body>urlset</body></html>')).toBeNull()
  expect(read('A text.\nhttps://example.org/a')).toBeNull()
  expect(read('')).toBeNull()
  expect(looksLikeList('<rss version="2.0">')).toBe(true)
  expect(looksLikeList('<rssreader>')).toBe(false)
})

it('expands no entities of its own, and takes what is damaged as far as it goes', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
    <urlset><url><loc>https://example.org/&b;</loc></url></urlset>`
  expect(read(bomb)).toBeNull()
  expect(read('<urlset><url><loc>https://example.org/a</loc></url><url><loc>https://exam')).toEqual({
    links: ['https://example.org/a'],
    lists: [],
  })
})

it('is bounded: no more than 50,000 entries, no deep nesting, in little time', () => {
  const startedAt = performance.now()
  const many = Array.from({ length: 60_000 }, (_, at) => `<url><loc>https://example.org/${at}</loc></url>`)
  expect(read(`<urlset>${many.join('')}</urlset>`)?.links.length).toBe(50_000)
  const deep = `<urlset><url><loc>/a</loc></url>${'<x>'.repeat(1_000_000)}`
  expect(read(deep)).toEqual({ links: ['https://example.org/a'], lists: [] })
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})
