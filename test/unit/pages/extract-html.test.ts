import { describe, expect, it } from 'vitest'
import { extractHtml } from '../../../shared/adapters/pages/extract-html.ts'

const extract = (html: string, url: string | null = 'https://example.org/tides') => {
  const extracted = extractHtml(html, url)
  if (extracted.kind !== 'extracted') throw new Error(extracted.reason)
  return extracted.page
}

const FIRST =
  'Tides are the rise and fall of sea levels, caused by the Moon and, to a lesser degree, by the Sun, which both pull at the water of the oceans.'
const SECOND =
  'In most places there are two high tides a day, about twelve hours and twenty-five minutes apart, because the Moon moves on while the Earth turns.'
const THIRD =
  'A spring tide comes when Sun and Moon stand in line, near new moon and full moon, and it is higher than the neap tides of the weeks between.'

const ARTICLE = `<!doctype html><html lang="en_GB"><head><title>Tides | The Almanac</title>
<meta property="og:site_name" content="The Almanac">
<meta property="article:published_time" content="2024-03-05T23:30:00-08:00">
<style>p { color: red }</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/moon">Moon</a></li></ul></nav>
<article><h1>Tides</h1>
<p>${FIRST}</p><h2>How often</h2><p>${SECOND.replace('two high tides', '<b>two</b> high&nbsp;tides')}</p>
<ul><li>Spring tide</li><li>Neap tide<ul><li>First quarter</li></ul></li></ul>
<table><tr><th>Place</th><th>Range</th></tr><tr><td>Fundy</td><td>16 m</td></tr></table>
<pre><code># read the gauge
gauge  --now</code></pre>
<p>${THIRD}</p><script>track()</script>
</article><footer>All rights reserved</footer></body></html>`

describe('an article', () => {
  it('becomes paragraphs, headings, lists, rows and fenced code', () => {
    expect(extract(ARTICLE).text).toBe(
      [
        FIRST,
        '## How often',
        SECOND,
        '- Spring tide\n- Neap tide\n  - First quarter',
        'Place | Range\nFundy | 16 m',
        '```\n# read the gauge\ngauge  --now\n```',
        THIRD,
      ].join('\n\n'),
    )
  })

  it('tells its title, language, site and day', () => {
    expect(extract(ARTICLE)).toMatchObject({
      title: 'Tides | The Almanac',
      language: 'en-GB',
      site: 'The Almanac',
      published: '2024-03-05',
    })
  })
})

describe('a page without an article', () => {
  it('gives its visible text', () => {
    const html = `<html><body><div>Open&shy;ing hours</div><p>Mon–Fri<br>9 to 5</p>
      <p hidden>secret</p><p style="display: none">unseen</p><div aria-hidden="true">icon</div>
      <noscript>Turn on scripts</noscript><template>later</template><script>x()</script></body></html>`
    expect(extract(html).text).toBe('Opening hours\n\nMon–Fri\n9 to 5')
  })

  it('is named by its host when it says nothing else', () => {
    expect(extract('<p>Hello.</p>')).toEqual({
      title: null,
      text: 'Hello.',
      language: null,
      site: 'example.org',
      published: null,
      about: { author: null, modified: null, canonical: null },
    })
  })

  it('reads the cells of a layout table as blocks', () => {
    const html = '<table><tr><td><h2>Menu</h2>Soup</td><td><ul><li>Bread</li></ul></td></tr></table>'
    expect(extract(html).text).toBe('## Menu\n\nSoup\n\n- Bread')
  })

  it('has an empty text when there is nothing to see', () => {
    expect(extract('<html><body><script>app()</script></body></html>').text).toBe('')
  })
})

describe('facts in the markup', () => {
  it('takes the day from JSON-LD', () => {
    const html =
      '<script type="application/ld+json">{"@graph":[{"@type":"Article","datePublished":"2023-11-02"}]}</script><p>Text.</p>'
    expect(extract(html).published).toBe('2023-11-02')
  })

  it('ignores what is no date and no language', () => {
    const html =
      '<html lang="english!"><body><main><time datetime="2023-99-99">then</time> text</main></body></html>'
    expect(extract(html)).toMatchObject({ language: null, published: null })
  })

  it('gives a file no site', () => {
    expect(extract('<p>Text.</p>', 'file:///srv/a.html').site).toBe(null)
  })
})

describe('hostile markup', () => {
  const reasonOf = (html: string) => {
    const extracted = extractHtml(html, null)
    return extracted.kind === 'extracted' ? extracted.page.text : extracted.reason
  }

  it.each([
    ['50,000 nested elements', '<div>'.repeat(50_000), 'nests its elements too deeply'],
    ['600 nested elements', `${'<div>'.repeat(600)}x`, 'nests its elements too deeply'],
    ['paragraphs nested by a trick', '<p><dd>'.repeat(2_000), 'nests its elements too deeply'],
    ['depth hidden in attributes', '<b a="</b>">'.repeat(2_000), 'nests its elements too deeply'],
    ['10 MB of one tag', '<div>'.repeat(2_000_000), 'has more than 5000000 characters of markup'],
    ['a million brackets', '<'.repeat(1_000_000), 'has more than 100000 tags'],
    ['an attribute of 4 MB', `<p title="${'x'.repeat(4_000_000)}">text</p>`, 'text'],
    [
      '20,000 attributes',
      `<p ${Array.from({ length: 20_000 }, (_, n) => `a${n}`).join(' ')}>text</p>`,
      'text',
    ],
    ['an open comment', `text<!--${'<!--'.repeat(20_000)}`, 'text'],
  ])('%s ends with a reason', (_, html, expected) => {
    expect(reasonOf(html)).toBe(expected)
  })

  it('reads paragraphs that are never closed', () => {
    expect(reasonOf('<p>word'.repeat(5_000))).toBe(`word${'\n\nword'.repeat(4_999)}`)
  })

  it('gives the visible text of a page that is too large to look for an article in', () => {
    expect(reasonOf(`${'<img src="x">'.repeat(60_000)}<p>word`)).toBe('word')
  })
})
