import type { Declarations } from './style-rules.ts'

const OFF_SCREEN_PX = 900
const PX_PER: Record<string, number> = { px: 1, em: 16, rem: 16, pt: 1.33, vw: 12, vh: 8, '%': 10 }

/** About how many pixels; null when it is no length. */
export function toPixels(value: string | undefined): number | null {
  const [, number, unit = 'px'] = /^(-?[\d.]+)(px|r?em|pt|v[wh]|%)?$/.exec(value ?? '') ?? []
  return number === undefined ? null : Number(number) * (PX_PER[unit] ?? 1)
}

const isFarOut = (value: string | undefined) => {
  const pixels = toPixels(value)
  return pixels !== null && pixels <= -OFF_SCREEN_PX
}

const SIDES = ['left', 'top', 'right', 'bottom'] as const

function isOffScreen(style: Declarations): boolean {
  const { position, transform = '' } = style
  const isMoved = position === 'absolute' || position === 'fixed' || position === 'relative'
  if (isMoved && SIDES.some((side) => isFarOut(style[side]))) return true
  if (isFarOut(style['text-indent']) || isFarOut(style['margin-left']) || isFarOut(style['margin-top']))
    return true
  const moves = [...transform.matchAll(/translate(?:x|y|3d)?\(([^)]*)\)/g)].flatMap(([, to = '']) =>
    to.split(','),
  )
  return moves.some((to) => isFarOut(to.trim())) || /scale(?:3d)?\(\s*0(?:\.0+)?\s*[,)]/.test(transform)
}

function isClipped(style: Declarations): boolean {
  const { clip = '', overflow = '' } = style
  if (/^rect\((?:\s*[01](?:px|em)?[\s,]*){4}\)$/.test(clip)) return true
  if (
    /^(?:inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*(?:0(?:px)?\s*0(?:px)?,?\s*)+\))/.test(
      style['clip-path'] ?? '',
    )
  )
    return true
  const isTiny = [style['height'], style['max-height'], style['width'], style['max-width']].some((size) => {
    const pixels = toPixels(size)
    return pixels !== null && pixels <= 1
  })
  return isTiny && /hidden|clip/.test(overflow)
}

/** Fading in is what pages do with text that is meant to be read. */
const fadesIn = (style: Declarations) =>
  'transition' in style || 'animation' in style || 'animation-name' in style

/** Nobody sees the element or anything in it. */
export function hidesAll(element: Element, style: Declarations): boolean {
  if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true
  if (element.localName === 'dialog' && !element.hasAttribute('open')) return true
  if (style['display'] === 'none' || style['content-visibility'] === 'hidden') return true
  if (style['visibility'] === 'hidden' || style['visibility'] === 'collapse') return true
  if (style['opacity'] !== undefined && Number.parseFloat(style['opacity']) <= 0.05 && !fadesIn(style))
    return true
  return isOffScreen(style) || isClipped(style)
}
