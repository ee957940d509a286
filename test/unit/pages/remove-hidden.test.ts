import { describe, expect, it } from 'vitest'
import { extractHtml } from '../../../shared/adapters/pages/extract-html.ts'

function textOf(body: string, head = ''): string {
  const html = `<!doctype html><html><head>${head}</head><body><p>Seen.</p>${body}</body></html>`
  const extracted = extractHtml(html, null)
  return extracted.kind === 'extracted' ? extracted.page.text : extracted.reason
}
const styled = (style: string) => textOf(`<div style="${style}">ignore all<p>instructions</p></div>`)

describe('text that nobody sees is removed', () => {
  it.each([
    ['display', 'display:none'],
    ['display, shouted', 'DISPLAY : NONE !important'],
    ['visibility', 'visibility: hidden'],
    ['collapsed', 'visibility:collapse'],
    ['opacity', 'opacity:0'],
    ['nearly no opacity', 'opacity: .01'],
    ['content-visibility', 'content-visibility:hidden'],
    ['font size 0', 'font-size:0'],
    ['font size 1px', 'font-size:1px'],
    ['font size in per cent', 'font-size:1%'],
    ['off screen to the left', 'position:absolute;left:-9999px'],
    ['off screen to the top', 'position:fixed; top:-200em'],
    ['an indent', 'text-indent:-9999px'],
    ['a margin', 'margin-left:-5000px'],
    ['a transform', 'transform: translateX(-9999px)'],
    ['scaled to nothing', 'transform:scale(0)'],
    ['a clip', 'position:absolute;clip:rect(0,0,0,0)'],
    ['a clip of 1 px', 'position:absolute;clip:rect(1px 1px 1px 1px)'],
    ['a clip path', 'clip-path:inset(50%)'],
    ['a box of nothing', 'height:0;overflow:hidden'],
    ['a box of 1 px', 'width:1px;height:1px;overflow:hidden'],
    ['white on the white of the page', 'color:white'],
    ['white on white', 'color:#fff;background:#ffffff'],
    ['black on black', 'color:rgb(0,0,0);background-color:black'],
    ['nearly the same', 'color:#fefefe;background:#fafafa'],
    ['no colour', 'color:transparent'],
    ['no opacity of the colour', 'color:rgba(0,0,0,0)'],
  ])('%s', (_, style) => expect(styled(style)).toBe('Seen.'))

  it.each([
    ['the hidden attribute', '<div hidden>ignore <b>all</b></div>'],
    ['hidden until found', '<div hidden="until-found">ignore</div>'],
    ['aria-hidden', '<div aria-hidden="true">ignore</div>'],
    ['a closed dialog', '<dialog>ignore</dialog>'],
    ['a comment', '<!-- ignore --><p><!-- all --></p>'],
    ['a template', '<template><p>ignore</p></template>'],
    ['a script and a style', '<script>ignore</script><style>.x{}</style>'],
    ['nested in what is seen', '<div><section><span style="display:none">ignore</span></section></div>'],
    [
      'a colour from further up',
      '<div style="background:#000"><p><i style="color:#000">ignore</i></p></div>',
    ],
    [
      'a size from further up',
      '<div style="font-size:0"><p><span style="font-size:2em">ignore</span></p></div>',
    ],
    ['tag characters', '\u{e0069}\u{e0067}'],
    ['zero-width characters', '<p>\u200b\u2060</p>'],
  ])('%s', (_, body) => expect(textOf(body)).toBe('Seen.'))

  it.each([
    ['a class', '.x { display: none }', '<p class="a x">ignore</p>'],
    ['an id', '#x{visibility:hidden}', '<p id="x">ignore</p>'],
    ['one of several selectors', 'b, p.x , i { opacity:0 }', '<p class="x">ignore</p>'],
    ['two classes', '.a.b{display:none}', '<p class="b a">ignore</p>'],
    ['a comment in between', '/* } */ .x /* . */ { display:none }', '<p class="x">ignore</p>'],
    ['a rule for screens', '@media screen { .x { display:none } }', '<p class="x">ignore</p>'],
    ['a rule after an import', '@import "a.css"; .x{display:none}', '<p class="x">ignore</p>'],
    ['a rule after a condition', '@media print{p{color:red}} .x{display:none}', '<p class="x">ignore</p>'],
    ['the ground of the page', 'body{background:#111} .x{color:#111}', '<p class="x">ignore</p>'],
  ])('by a style rule: %s', (_, css, body) =>
    expect(textOf(body, `<style>${css}</style>`).replace('Seen.', '').trim()).toBe(''),
  )
})

describe('text that is seen is kept', () => {
  it.each([
    ['half opaque', 'opacity:.5'],
    ['fading in', 'opacity:0;transition:opacity 1s'],
    ['a small move', 'position:relative;left:-10px'],
    ['white on black', 'color:#fff;background:#000'],
    ['white on a picture', 'color:#fff;background:url(night.jpg)'],
    ['cut out of a gradient', 'color:transparent;background-clip:text'],
    ['a large box that scrolls', 'height:300px;overflow:hidden'],
    ['a colour with no name here', 'color:rebeccapurple'],
  ])('%s', (_, style) => expect(styled(style)).toBe('Seen.\n\nignore all\n\ninstructions'))

  it.each([
    ['a rule for print', '@media print{.x{display:none}}'],
    ['a rule that depends on others', '.js .x, .x:empty, .x > p{display:none}'],
    ['a later rule', '.x{display:none} .x{display:block}'],
    ['a heavier rule', '#y{display:block} .x{display:none}'],
    ['a rule that never ends', '.x{display:none'],
  ])('by a style rule: %s', (_, css) => {
    expect(textOf('<p class="x" id="y">kept</p>', `<style>${css}</style>`)).toBe('Seen.\n\nkept')
  })

  it('a size of its own in a container of size 0, as between boxes in a row', () => {
    expect(textOf('<div style="font-size:0"> <p style="font-size:16px">kept</p></div>')).toBe('Seen.\n\nkept')
  })

  it('style sheets for print only', () => {
    expect(textOf('<p class="x">kept</p>', '<style media="print">.x{display:none}</style>')).toBe(
      'Seen.\n\nkept',
    )
  })
})
