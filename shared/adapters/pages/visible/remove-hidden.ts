import { type Colour, looksSame, parseColour } from './colour.ts'
import { hidesAll, toPixels } from './is-hidden.ts'
import { createStyles, type Declarations } from './style-rules.ts'

/** What an element's text is shown with, as far as the page itself says. */
type Ink = {
  /** In pixels; null when unknown. */
  size: number | null
  colour: Colour | null
  background: Colour | null
}

const SMALLEST_PX = 1.5

const WHITE: Colour = [255, 255, 255, 1]

/** Relative sizes are those of the text around. */
function sizeOf(style: Declarations, around: number | null): number | null {
  const told = style['font-size']
  if (told === undefined) return around
  const relative = /^([\d.]+)(em|%)$/.exec(told)
  if (relative) return (around ?? 16) * (Number(relative[1]) / (relative[2] === '%' ? 100 : 1))
  return toPixels(told) ?? (told === 'inherit' ? around : null)
}

/** A picture or a gradient may have any colour, so nothing is known of what stands on it. */
function backgroundOf(style: Declarations, around: Colour | null): Colour | null {
  const told = style['background-color'] ?? style['background']
  const image = `${style['background-image'] ?? ''} ${style['background'] ?? ''}`
  if (/url\(|gradient\(/.test(image)) return null
  if (told === undefined) return around
  const colour = parseColour(told.split(/\s+(?![^(]*\))/)[0] ?? '')
  return colour?.[3] === 0 ? around : colour
}

/** Letters cut out of a picture show its colours, and theirs are unknown. */
function colourOf(style: Declarations, around: Colour | null): Colour | null {
  if ((style['background-clip'] ?? style['-webkit-background-clip']) === 'text') return null
  const told = style['color']
  return told === undefined || told === 'inherit' ? around : parseColour(told)
}

function inkOf(style: Declarations, around: Ink): Ink {
  return {
    size: sizeOf(style, around.size),
    colour: colourOf(style, around.colour),
    background: backgroundOf(style, around.background),
  }
}

function isUnreadable({ size, colour, background }: Ink): boolean {
  if (size !== null && size < SMALLEST_PX) return true
  if (colour === null) return false
  return colour[3] < 0.05 || (background !== null && looksSame(colour, background))
}

/**
 * Takes out of the document what a reader does not see: hidden, transparent, moved away, cut off, too small,
 * or in the colour of its ground, by attributes, `style` and the page's own simple style rules. External
 * style sheets are not fetched. The tree must not be deep: this recurses.
 */
export function removeHidden(document: Document): void {
  const sheets = [...document.querySelectorAll('style')]
    .filter((sheet) => /^(?:|all|screen)$/i.test((sheet.getAttribute('media') ?? '').trim()))
    .map((sheet) => sheet.textContent ?? '')
  const styleOf = createStyles(sheets)

  const visit = (element: Element, around: Ink) => {
    const style = styleOf(element)
    if (element.localName !== 'html' && element.localName !== 'body' && hidesAll(element, style)) {
      element.remove()
      return
    }
    const ink = inkOf(style, around)
    const hidesText = isUnreadable(ink)
    for (const child of [...element.childNodes]) {
      if (child.nodeType === 1) visit(child as Element, ink)
      else if (child.nodeType === 8 || (hidesText && child.nodeType === 3)) child.remove()
    }
  }
  const body = document.querySelector('body')
  const root = document.documentElement
  const page = root ? inkOf(styleOf(root), { size: null, colour: null, background: WHITE }) : null
  if (body && page) visit(body, page)
}
