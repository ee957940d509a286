import { describe, expect, it } from 'vitest'
import { extractHtml } from '../../../shared/adapters/pages/extract-html.ts'

const FIRST =
  'Tides are the rise and fall of sea levels, caused by the Moon and, to a lesser degree, by the Sun, which both pull at the water of the oceans.'
const SECOND =
  'In most places there are two high tides a day, about twelve hours and twenty-five minutes apart, because the Moon moves on while the Earth turns.'
const THIRD =
  'A spring tide comes when Sun and Moon stand in line, near new moon and full moon, and it is higher than the neap tides of the weeks between.'
const FOURTH =
  'The range of the tide differs from coast to coast: in the Bay of Fundy it is sixteen metres, in the Mediterranean it is hardly to be seen at all.'

function textOf(body: string): string {
  const extracted = extractHtml(`<!doctype html><html><body>${body}</body></html>`, 'https://a.example/tides')
  return extracted.kind === 'extracted' ? extracted.page.text : extracted.reason
}
const article = (aside: string) =>
  textOf(`<article><p>${FIRST}</p><p>${SECOND}</p>${aside}<p>${THIRD}</p><p>${FOURTH}</p></article>`).split(
    '\n\n',
  )

describe('an article is read without', () => {
  it.each([
    ['captions', '<figure><img src="a"><figcaption>The bay at noon.</figcaption></figure>'],
    ['related stories', '<div class="related-stories"><p>How the Moon was made, and other stories</p></div>'],
    ['a paragraph that is one link', '<p><a href="/moon">THE MOON AND ITS PHASES, EXPLAINED AT LAST</a></p>'],
    ['a pointer', '<p>Related: <a href="/moon">The Moon</a> and its phases</p>'],
    ['"read more"', '<p>Read more about <a href="/moon">the Moon</a></p>'],
    ['the number of a picture', '<p>Image 2 of 5</p>'],
    ['the day it was changed', '<p>Updated 10:43, Tue, Nov 19, 2019</p>'],
  ])('%s', (_, aside) => expect(article(aside)).toEqual([FIRST, SECOND, THIRD, FOURTH]))
})

describe('an article is read with', () => {
  it.each([
    ['a paragraph with a link', '<p>See the <a href="/moon">page on the Moon</a> for why it is so.</p>'],
    ['a sentence that only begins like a pointer', '<p>Updated maps show the new coast.</p>'],
    ['a list', '<ul><li>Spring tide</li></ul>'],
  ])('%s', (_, part) => expect(article(part)).toHaveLength(5))

  it('its links when they are what it consists of', () => {
    const links = Array.from(
      { length: 12 },
      (_, at) => `<li><a href="/${at}">Tide tables of harbour number ${at}</a></li>`,
    )
    expect(article(`<ul>${links.join('')}</ul>`).join('\n')).toContain('harbour number 11')
  })
})

describe('a page whose article is not found', () => {
  const menu = '<div><a href="/">Home</a> <a href="/a">About the almanac and its makers</a></div>'.repeat(30)
  const short = 'High water at Skarv is at noon tomorrow.'

  it.each([
    ['the marked body', `${menu}<div itemprop="articleBody"><p>${short}</p></div>`],
    ['the one article', `${menu}<article><p>${short}</p></article>`],
    ['the main part', `${menu}<main><p>${short}</p></main>`],
    ['the place of most prose', `${menu}<div id="x"><p>${short}</p><p>${short}</p></div>`],
  ])('gives %s', (_, body) => expect(textOf(body).split('\n\n')[0]).toBe(short))

  it('gives everything when it has no prose', () => {
    expect(textOf('<ul><li>Bread 3 crowns</li><li>Soup 9 crowns</li></ul>')).toBe(
      '- Bread 3 crowns\n- Soup 9 crowns',
    )
  })

  it('gives every message of a forum', () => {
    const posts = ['one', 'two', 'three'].map(
      (name) =>
        `<div class="post"><b>${name}</b><p>This is what ${name} has to say about the ferry to Skarv.</p></div>`,
    )
    const text = textOf(posts.join(''))
    for (const name of ['one', 'two', 'three']) expect(text).toContain(`This is what ${name} has to say`)
  })
})
