import type * as z from 'zod'
import { type Counted, type DashboardBody, type Series, seriesOf, type Widget } from './series.ts'

/** A cell of CloudWatch's grid of 24 columns, pixels. */
const [CELL_WIDTH, CELL_HEIGHT] = [54, 38]
const HEAD = 64
const GAP = 5
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd']
const [INK, QUIET, LINE] = ['#16191f', '#5f6b7a', '#e3e6ea']

type Box = { left: number; top: number; width: number; height: number }
type DrawOptions = { title: string; note: string; seconds: number }

/** The dashboard as one SVG, light, as CloudWatch would draw it of what was counted. */
export function drawDashboard(
  { widgets }: z.infer<typeof DashboardBody>,
  counted: readonly Counted[],
  { title, note, seconds }: DrawOptions,
): string {
  const width = 24 * CELL_WIDTH
  const height = HEAD + CELL_HEIGHT * Math.max(...widgets.map(({ y, height: rows }) => y + rows)) + GAP
  const drawn = widgets.map((widget) => drawWidget(widget, counted, seconds))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#f4f6f8"/>`,
    text({ x: GAP * 2, y: 28, size: 18, weight: 'bold' }, title),
    text({ x: GAP * 2, y: 50, colour: QUIET }, note),
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}

function drawWidget(widget: Widget, counted: readonly Counted[], seconds: number): string {
  const { x, y, width, height, type, properties } = widget
  const left = x * CELL_WIDTH + GAP
  const top = HEAD + y * CELL_HEIGHT + GAP
  const box = { left, top, width: width * CELL_WIDTH - 2 * GAP, height: height * CELL_HEIGHT - 2 * GAP }
  if (type === 'text') {
    return text({ x: left + 8, y: top + 18 }, (properties.markdown ?? '').replace(/[*`]/g, ''))
  }
  const isWhole = properties.view === 'singleValue'
  const series = seriesOf(widget, counted, { seconds, isWhole })
  return [
    `<rect x="${left}" y="${top}" width="${box.width}" height="${box.height}" rx="4" fill="#fff" stroke="${LINE}"/>`,
    text({ x: left + 12, y: top + 22, size: 13, weight: 'bold' }, properties.title),
    isWhole ? drawValue(series, box) : drawGraph(widget, series, { box, seconds }),
  ].join('\n')
}

/** The figures side by side. */
function drawValue(series: Series[], { left, top, width, height }: Box): string {
  const base = top + Math.min(height - 14, 96)
  return series
    .flatMap(({ label, values: [value = null] }, index) => {
      const x = left + 12 + (index * width) / series.length
      return [
        text({ x, y: base - 20, size: 30 }, value === null ? '–' : short(value)),
        text({ x, y: base, colour: QUIET }, label),
      ]
    })
    .join('\n')
}

function drawGraph(
  { properties }: Widget,
  all: Series[],
  { box, seconds }: { box: Box; seconds: number },
): string {
  const { left, top, width, height } = box
  const plot = { left: left + 56, top: top + 36, width: width - 84, height: height - 84 }
  const lines = properties.stacked ? stack(all) : all
  const limits = properties.annotations?.horizontal ?? []
  const highest = Math.max(
    ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)),
    ...limits.map(({ value }) => value),
  )
  const most = properties.yAxis?.left?.max ?? (highest || 1)
  const place = (slot: number, slots: number) => plot.left + (plot.width * (slot + 0.5)) / slots
  const level = (value: number) => plot.top + plot.height * (1 - value / most)
  const paths = lines.map(({ values }, index) => {
    const known = properties.stacked ? values.map((value) => value ?? 0) : fromFirst(values)
    const points = known
      .map(
        (value, at) =>
          `${round(place(at + values.length - known.length, values.length))},${round(level(value))}`,
      )
      .join(' ')
    const [colour, end] = [COLOURS[index % COLOURS.length], round(plot.top + plot.height)]
    if (!properties.stacked)
      return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.5"/>`
    const corners = `${round(place(0, values.length))},${end} ${points} ${round(place(values.length - 1, values.length))},${end}`
    return `<polygon points="${corners}" fill="${colour}"/>`
  })
  // The highest of a stack first, so that those below it stay to be seen.
  return [
    ...drawAxes(plot, { most, seconds }),
    ...(properties.stacked ? paths.reverse() : paths),
    ...limits.map(({ value, label }) => {
      const [y, right] = [round(level(value)), plot.left + plot.width]
      const line = `<line x1="${plot.left}" x2="${right}" y1="${y}" y2="${y}" stroke="${INK}" stroke-dasharray="4 3"/>`
      return `${line}\n${text({ x: right, y: y - 5, size: 11, anchor: 'end' }, `${label} ${short(value)}`)}`
    }),
    drawLegend(all, box),
  ].join('\n')
}

function* drawAxes({ left, top, width, height }: Box, { most, seconds }: { most: number; seconds: number }) {
  for (const part of [0, 0.5, 1]) {
    const y = round(top + height * (1 - part))
    yield `<line x1="${left}" x2="${left + width}" y1="${y}" y2="${y}" stroke="${LINE}"/>`
    yield text({ x: left - 8, y: y + 4, size: 11, colour: QUIET, anchor: 'end' }, short(most * part))
  }
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const hours = String(Math.round((seconds * part) / 3_600)).padStart(2, '0')
    const x = round(left + width * part)
    yield text({ x, y: top + height + 16, size: 11, colour: QUIET, anchor: 'middle' }, `${hours}:00`)
  }
}

function drawLegend(series: readonly Series[], { left, top, height, width }: Box): string {
  const step = Math.min(150, (width - 24) / series.length)
  return series
    .map(({ label }, index) => {
      const x = left + 12 + index * step
      const colour = COLOURS[index % COLOURS.length]
      return `<rect x="${round(x)}" y="${top + height - 20}" width="9" height="9" fill="${colour}"/>\n${text({ x: x + 14, y: top + height - 12, size: 11, colour: QUIET }, label)}`
    })
    .join('\n')
}

/** A line begins where its first value is known; what is not counted after that is nothing. */
const fromFirst = (values: Series['values']) => {
  const first = values.findIndex((value) => value !== null)
  return first < 0 ? [] : values.slice(first).map((value) => value ?? 0)
}

/** Each line on top of the ones before it. */
function stack(series: readonly Series[]): Series[] {
  const below: number[] = []
  return series.map(({ label, values }) => ({
    label,
    values: values.map((value, slot) => {
      below[slot] = (below[slot] ?? 0) + (value ?? 0)
      return below[slot]
    }),
  }))
}

type TextOptions = { x: number; y: number; size?: number; weight?: string; colour?: string; anchor?: string }
function text(
  { x, y, size = 12, weight = 'normal', colour = INK, anchor = 'start' }: TextOptions,
  words: string,
) {
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escaped(words)}</text>`
}

const round = (value: number) => Math.round(value * 10) / 10
const short = (value: number) =>
  new Intl.NumberFormat('en', { maximumFractionDigits: value < 100 ? 2 : 0 }).format(value)
const escaped = (words: string) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
