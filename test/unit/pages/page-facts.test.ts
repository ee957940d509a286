import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { pageFacts } from '../../../shared/adapters/pages/page-facts.ts'

const facts = (html: string) =>
  pageFacts(parseHTML(html).document as unknown as Document, 'https://a.example/x?y=1')
const inHead = (head: string) => facts(`<html><head>${head}</head><body><p>Words.</p></body></html>`)
const ld = (work: unknown) => `<script type="application/ld+json">${JSON.stringify(work)}</script>`

describe('what a page says of itself', () => {
  it('is bounded, since it is stored beside every answer', () => {
    const long = 'x'.repeat(600_000)
    const { site, language, about } = facts(
      `<html lang="en-${long}"><head><meta property="og:site_name" content="${long}"><meta name="author" content="${long}">
       <link rel="canonical" href="/${long}">${ld({ '@type': 'Article', inLanguage: long, publisher: { name: long } })}</head><body></body></html>`,
    )
    expect(site).toHaveLength(200)
    expect(language).toBeNull()
    expect(about.author).toHaveLength(200)
    expect(about.canonical).toBeNull()
  })

  it('is taken as it is when it is short', () => {
    const html = '<html lang="de_AT"><head><meta property="og:site_name" content="Der Bote"></head></html>'
    expect(facts(html)).toMatchObject({ site: 'Der Bote', language: 'de-AT' })
  })

  it('is nothing where it says nothing', () => {
    expect(inHead('')).toEqual({
      language: null,
      site: 'a.example',
      published: null,
      about: { author: null, modified: null, canonical: null },
    })
  })
})

describe('a date', () => {
  it.each([
    ['<meta property="article:published_time" content="2026-03-01T23:30:00-08:00">', '2026-03-01'],
    ['<meta name="DC.date.issued" content="2026-03-02">', '2026-03-02'],
    ['<meta name="citation_publication_date" content="2026/03/03">', '2026-03-03'],
    ['<meta itemprop="datePublished" content="2026-03-04">', '2026-03-04'],
    ['<time itemprop="datePublished" datetime="2026-03-05">March</time>', '2026-03-05'],
    [ld({ '@type': 'NewsArticle', datePublished: '2026-03-06T10:00:00Z' }), '2026-03-06'],
    ['<article><time datetime="2026-03-07">March</time></article>', '2026-03-07'],
    ['<meta name="date" content="yesterday"><meta name="pubdate" content="2026-03-08">', '2026-03-08'],
    ['<meta name="date" content="2026-13-01">', null],
    ['<meta name="date" content="20260301">', null],
  ])('in %s is %s', (markup, date) => {
    expect(inHead(markup).published).toBe(date)
  })

  it('of the last change is another one', () => {
    const markup = `<meta property="article:modified_time" content="2026-04-01"><meta property="article:published_time" content="2026-03-01">`
    expect(inHead(markup)).toMatchObject({ published: '2026-03-01', about: { modified: '2026-04-01' } })
    expect(inHead(ld({ '@type': 'WebPage', dateModified: '2026-04-02' })).about.modified).toBe('2026-04-02')
  })
})

describe('facts of schema.org', () => {
  it('are those of what the page is about, wherever it stands', () => {
    const work = {
      '@context': 'https://schema.org',
      '@graph': [
        { '@type': 'Organization', name: 'Nobody', datePublished: '1999-01-01' },
        { '@type': 'WebPage', datePublished: '2000-01-01' },
        {
          '@type': ['Thing', 'BlogPosting'],
          datePublished: '2026-05-01',
          dateModified: '2026-05-02',
          author: [
            { '@type': 'Person', name: 'Ada Holm' },
            'Ole Berg',
            { name: ['Kari Lund'] },
            { name: 'Fourth' },
          ],
          publisher: { name: 'Skarv  Times' },
          inLanguage: { '@type': 'Language', alternateName: 'nb' },
        },
      ],
    }
    expect(inHead(ld(work))).toEqual({
      language: 'nb',
      site: 'Skarv Times',
      published: '2026-05-01',
      about: { author: 'Ada Holm, Ole Berg, Kari Lund', modified: '2026-05-02', canonical: null },
    })
  })

  it('are found within the page that they are the main part of', () => {
    const page = { '@type': 'WebPage', mainEntity: { '@type': 'Recipe', author: { name: 'Ada' } } }
    expect(inHead(ld([page])).about.author).toBe('Ada')
  })

  it('are passed over where they are broken, endless or of nothing', () => {
    const broken = '<script type="application/ld+json">{"@type": "Article", </script>'
    expect(inHead(broken + ld({ '@type': 'Article', author: 'Ada' })).about.author).toBe('Ada')
    const endless = `<script type="application/ld+json">${'['.repeat(200_000)}</script>`
    expect(inHead(endless).about.author).toBeNull()
    expect(
      inHead(ld(null) + ld('Article') + ld({ '@type': 'Article', author: [null, 3, {}] })).about.author,
    ).toBeNull()
  })
})

describe('an author', () => {
  it.each([
    ['<meta name="author" content="Ada Holm">', 'Ada Holm'],
    [
      '<meta property="article:author" content="https://social.example/ada"><meta name="dc.creator" content="A. Holm">',
      'A. Holm',
    ],
    ['<span itemprop="author"><b itemprop="name">Ada</b> writes</span>', 'Ada'],
    ['<a rel="author" href="/ada">Ada\n  Holm</a>', 'Ada Holm'],
  ])('in %s is %s', (markup, author) => {
    expect(inHead(markup).about.author).toBe(author)
  })
})

describe('the canonical address', () => {
  it.each([
    ['<link rel="canonical" href="/x#part">', 'https://a.example/x'],
    ['<meta property="og:url" content="https://b.example/">', 'https://b.example/'],
    ['<link rel="canonical" href="javascript:alert(1)">', null],
    ['<link rel="canonical" href="http://">', null],
  ])('in %s is %s', (markup, address) => {
    expect(inHead(markup).about.canonical).toBe(address)
  })
})
