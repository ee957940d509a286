/** Red, green and blue from 0 to 255; opacity from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, opacity: number]

const NAMED: Record<string, Colour> = {
  white: [255, 255, 255, 1],
  snow: [255, 250, 250, 1],
  ivory: [255, 255, 240, 1],
  whitesmoke: [245, 245, 245, 1],
  black: [0, 0, 0, 1],
  red: [255, 0, 0, 1],
  lime: [0, 255, 0, 1],
  green: [0, 128, 0, 1],
  blue: [0, 0, 255, 1],
  yellow: [255, 255, 0, 1],
  gray: [128, 128, 128, 1],
  grey: [128, 128, 128, 1],
  transparent: [0, 0, 0, 0],
}

function fromHex(digits: string): Colour | null {
  const full = digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits
  if (full.length !== 6 && full.length !== 8) return null
  const [red = 0, green = 0, blue = 0, opacity = 255] = (full.match(/../g) ?? []).map((pair) =>
    Number.parseInt(pair, 16),
  )
  return [red, green, blue, opacity / 255]
}

function fromParts(text: string): Colour | null {
  const parts = text.split(/[\s,/]+/).filter(Boolean)
  const numbers = parts.map((part) => Number.parseFloat(part))
  if (numbers.length < 3 || numbers.some(Number.isNaN)) return null
  const scale = (at: number) => (numbers[at] ?? 0) * (parts[at]?.endsWith('%') ? 2.55 : 1)
  const opacity = (numbers[3] ?? 1) / (parts[3]?.endsWith('%') ? 100 : 1)
  return [scale(0), scale(1), scale(2), opacity]
}

/** A CSS colour as people write it: name, `#fff`, `rgb()`. Null for any other. */
export function parseColour(text: string): Colour | null {
  const value = text.trim()
  const hex = /^#([0-9a-f]{3,8})$/.exec(value)?.[1]
  if (hex !== undefined) return fromHex(hex)
  const parts = /^rgba?\(([^)]*)\)$/.exec(value)?.[1]
  return parts === undefined ? (NAMED[value] ?? null) : fromParts(parts)
}

/** Too near to be told apart; the eye needs more than this to read. */
export const looksSame = (one: Colour, other: Colour): boolean =>
  Math.abs(one[0] - other[0]) + Math.abs(one[1] - other[1]) + Math.abs(one[2] - other[2]) < 24
