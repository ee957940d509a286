import { element } from '../lib/element.ts'
import { number } from '../lib/language.ts'
import { type Bucket, OUTCOMES } from './buckets.ts'
import { dashboardWords } from './words.ts'

const WIDTH = 440
const HEIGHT = 190
const LEFT = 44
const BOTTOM = 26
const TOP = 8
const NAMESPACE = 'http://www.w3.org/2000/svg'

type Attributes = Record<string, string | number>
type Axis = { max: number; ticks: readonly number[]; label: (value: number) => string }
type Format = { time: (start: number) => string }

function svg(tag: string, attributes: Attributes, ...children: readonly (Node | string)[]): SVGElement {
  const made = document.createElementNS(NAMESPACE, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.append(...children)
  return made
}

/** Stacked columns; each outcome has a pattern of its own, so that none is told by its colour alone. */
export function outcomeChart(buckets: readonly Bucket[], { time }: Format): HTMLElement {
  const { outcomes, overTime } = dashboardWords()
  const axis = countAxis(Math.max(...buckets.map(({ readers }) => readers)))
  const columns = buckets.flatMap((bucket, index) => {
    let below = 0
    return OUTCOMES.filter((outcome) => bucket.counts[outcome] > 0).map((outcome) => {
      const count = bucket.counts[outcome]
      const place = columnPlace(index, buckets.length)
      below += count
      const box = { ...place, y: yOf(below, axis), height: yOf(below - count, axis) - yOf(below, axis) }
      const title = svg('title', {}, `${time(bucket.start)}: ${outcomes[outcome]} ${number(count)}`)
      return svg('rect', { ...box, class: 'column', fill: `url(#pattern-${outcome})` }, title)
    })
  })
  const chart = frame(overTime, axis, buckets, time, [patterns(), ...columns])
  const legend = OUTCOMES.map((outcome) => element('li', {}, swatch(outcome), spanOf(outcomes[outcome])))
  return element('div', { class: 'chart' }, chart, element('ul', { class: 'legend' }, ...legend))
}

/** The share served from the cache; a gap where nobody asked. */
export function ratioChart(buckets: readonly Bucket[], { time }: Format): HTMLElement {
  const axis = { max: 1, ticks: [0, 0.5, 1], label: percent }
  const points = buckets.map(({ ratio }, index) => {
    const { x, width } = columnPlace(index, buckets.length)
    return ratio === null ? null : { x: x + width / 2, y: yOf(ratio, axis), ratio, index }
  })
  const known = points.filter((point) => point !== null)
  const lines = known.flatMap((point, index) => {
    const before = known[index - 1]
    if (before?.index !== point.index - 1) return []
    return [svg('line', { x1: before.x, y1: before.y, x2: point.x, y2: point.y, class: 'ratio-line' })]
  })
  const dots = known.map(({ x, y, ratio, index }) => {
    const title = svg('title', {}, `${time(buckets[index]?.start ?? 0)}: ${percent(ratio)}`)
    return svg('circle', { cx: x, cy: y, r: 4, class: 'ratio-dot' }, title)
  })
  const chart = frame(dashboardWords().ratioOverTime, axis, buckets, time, [...lines, ...dots])
  return element('div', { class: 'chart' }, chart)
}

export const percent = (share: number): string => `${number(share * 100, share < 1 ? 1 : 0)} %`

const spanOf = (text: string) => element('span', { text })

function frame(
  name: string,
  axis: Axis,
  buckets: readonly Bucket[],
  time: Format['time'],
  drawn: readonly SVGElement[],
): SVGElement {
  const rules = axis.ticks.flatMap((tick) => [
    svg('line', { x1: LEFT, x2: WIDTH, y1: yOf(tick, axis), y2: yOf(tick, axis), class: 'rule' }),
    svg('text', { x: LEFT - 8, y: yOf(tick, axis) + 4, class: 'tick end' }, axis.label(tick)),
  ])
  const every = Math.ceil(buckets.length / 5)
  const times = buckets.flatMap(({ start }, index) => {
    if (index % every !== 0) return []
    const { x } = columnPlace(index, buckets.length)
    return [svg('text', { x, y: HEIGHT - 6, class: 'tick' }, time(start))]
  })
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': name }
  return svg('svg', box, ...rules, ...times, ...drawn)
}

function columnPlace(index: number, count: number): { x: number; width: number } {
  const step = (WIDTH - LEFT) / count
  return { x: LEFT + index * step + step * 0.12, width: step * 0.76 }
}

const yOf = (value: number, { max }: Axis) => TOP + (1 - value / max) * (HEIGHT - BOTTOM - TOP)

/** Whole numbers, at most five of them. */
function countAxis(largest: number): Axis {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => largest / size <= 4) ?? niceStep(largest)
  const steps = Math.max(1, Math.ceil(largest / step))
  const ticks = Array.from({ length: steps + 1 }, (_, index) => index * step)
  return { max: steps * step, ticks, label: (value) => number(value) }
}
const niceStep = (largest: number) => 10 ** Math.ceil(Math.log10(largest / 4))

function patterns(): SVGElement {
  const tile = (outcome: string, ...marks: SVGElement[]) => {
    const paper = svg('rect', { width: 8, height: 8, class: `paper ${outcome}` })
    const box = { id: `pattern-${outcome}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' }
    return svg('pattern', box, paper, ...marks)
  }
  const stroke = (d: string) => svg('path', { d, class: 'mark' })
  return svg(
    'defs',
    {},
    tile('hits'),
    tile('stale', stroke('M0 8L8 0M-2 2L2 -2M6 10L10 6')),
    tile('coalesced', svg('circle', { cx: 4, cy: 4, r: 1.6, class: 'dot' })),
    tile('misses', stroke('M0 4H8')),
    tile('bypasses', stroke('M0 0L8 8M0 8L8 0')),
  )
}

const swatch = (outcome: string): SVGElement =>
  svg(
    'svg',
    { width: 16, height: 16, 'aria-hidden': 'true', class: 'swatch' },
    svg('rect', { width: 16, height: 16, rx: 3, fill: `url(#pattern-${outcome})` }),
  )
