import { expect, it } from 'vitest'
import { readMarkup } from '../../../../shared/adapters/pages/site/read-markup.ts'

const URL_OF_PAGE = 'https://example.org/guide/start?x=1'
const read = (html: string) => readMarkup(html, { url: URL_OF_PAGE, agent: 'Ingot' })

it('finds the links that may be followed, absolute and without fragments', () => {
  const { links } = read(`
    <a href="next">a</a> <a href="/top#part">b</a> <a href="next#again">c</a> <a name="x">d</a>
    <a href="mailto:a@example.org">e</a> <a href="javascript:alert(1)">f</a> <a href="http://">g</a>
    <a href="/paid" rel="sponsored nofollow">h</a> <a href="//other.example/">i</a>
    <map><area href="/map"></map> <link rel="next" href="/guide/2"> <a href="/q?a=1&amp;b=2">j</a>
    <!-- <a href="/comment">k</a> --> <script>'<a href="/script">'</script>`)
  expect(links).toEqual([
    'https://example.org/guide/next',
    'https://example.org/top',
    'https://other.example/',
    'https://example.org/map',
    'https://example.org/guide/2',
    'https://example.org/q?a=1&b=2',
  ])
})

it('takes them from where the page says', () => {
  expect(read('<base href="/docs/"><a href="a">').links).toEqual(['https://example.org/docs/a'])
  expect(read('<base href="data:x"><a href="a">').links).toEqual(['https://example.org/guide/a'])
})

it('finds feeds, the canonical address and what is said to crawlers', () => {
  const markup = read(`<head>
    <link rel="alternate" type="application/rss+xml" href="/feed.xml"> <link rel="alternate" type="application/atom+xml" href="/atom">
    <link rel="alternate" hreflang="de" href="/de/"> <link rel=canonical href="/guide/start"> <link rel=canonical href="/b">
    <meta name="ROBOTS" content="noindex, follow"> <meta name="ingot" content="nofollow"> <meta name="googlebot" content="none"></head>`)
  expect(markup).toEqual({
    links: [],
    lists: ['https://example.org/feed.xml', 'https://example.org/atom'],
    canonical: 'https://example.org/guide/start',
    robots: ['noindex, follow', 'nofollow'],
  })
})

it('reads nothing of markup that is out of bounds, and no more than 2,000 links', () => {
  expect(read(`<a href="/a">${'<div>'.repeat(50_000)}`).links).toEqual([])
  expect(read(Array.from({ length: 3_000 }, (_, at) => `<a href="/${at}">`).join('')).links.length).toBe(
    2_000,
  )
  expect(read(`<a href="/${'x'.repeat(2_000)}">`).links).toEqual([])
})
