import * as z from 'zod'
import { evaluate, type Values } from './evaluate.ts'

const Options = z.object({
  id: z.string().optional(),
  label: z.string().optional(),
  expression: z.string().optional(),
  period: z.number().default(300),
  visible: z.boolean().default(true),
})

/** As much of a dashboard's body as Ingot's use; CloudWatch calls all of a graph's lines `metrics`. */
export const DashboardBody = z.object({
  widgets: z.array(
    z.object({
      ...{ x: z.number(), y: z.number(), width: z.number(), height: z.number() },
      type: z.enum(['text', 'metric']),
      properties: z.object({
        markdown: z.string().optional(),
        title: z.string().default(''),
        view: z.enum(['timeSeries', 'singleValue']).optional(),
        stacked: z.boolean().default(false),
        metrics: z.array(z.array(z.union([z.string(), Options]))).default([]),
        yAxis: z
          .object({ left: z.object({ min: z.number(), max: z.number() }).partial() })
          .partial()
          .optional(),
        annotations: z
          .object({ horizontal: z.array(z.object({ value: z.number(), label: z.string() })) })
          .optional(),
      }),
    }),
  ),
})
export type Widget = z.infer<typeof DashboardBody>['widgets'][number]

/** So much of a metric at an instant, in seconds since the beginning of what is drawn. */
export type Counted = { name: string; at: number; by: number }

/** One line of a graph: a value for each period, null where nothing was counted. */
export type Series = { label: string; values: (number | null)[] }

/** The lines of a widget, each period by period; or one value each of the whole time. */
export function seriesOf(
  { properties }: Widget,
  counted: readonly Counted[],
  { seconds, isWhole }: { seconds: number; isWhole: boolean },
): Series[] {
  const rows = properties.metrics.map((row) => ({
    name: typeof row[1] === 'string' ? row[1] : '',
    options: Options.parse(row.at(-1)),
  }))
  const periodOf = (period: number) => (isWhole ? seconds : period)
  const sums = new Map<string, Map<number, number>>()
  const sumsOf = (name: string, period: number) => {
    const key = `${name} ${period}`
    const known = sums.get(key) ?? sumBy(counted, { name, period })
    sums.set(key, known)
    return known
  }
  const valueAt = ({ name, options }: (typeof rows)[number], slot: number): number | undefined => {
    if (options.expression === undefined) return sumsOf(name, periodOf(options.period)).get(slot)
    const byId: Values = (id, which) => {
      const row = rows.find((each) => each.options.id === id)
      if (!row || which === 'now') return row && valueAt(row, slot)
      return sumUntil(sumsOf(row.name, periodOf(row.options.period)), slot)
    }
    return evaluate(options.expression, byId)
  }
  return rows
    .filter(({ options }) => options.visible)
    .map((row) => {
      const { label, period } = row.options
      const slots = Math.ceil(seconds / periodOf(period))
      const values = Array.from({ length: slots }, (_, slot) => valueAt(row, slot) ?? null)
      return { label: label ?? row.name, values }
    })
}

function sumBy(counted: readonly Counted[], { name, period }: { name: string; period: number }) {
  const sums = new Map<number, number>()
  for (const { name: each, at, by } of counted) {
    const slot = Math.floor(at / period)
    if (each === name) sums.set(slot, (sums.get(slot) ?? 0) + by)
  }
  return sums
}

const sumUntil = (sums: ReadonlyMap<number, number>, last: number) =>
  [...sums].reduce((sum, [slot, by]) => (slot <= last ? sum + by : sum), 0)

/** Without the graphs of which nothing was counted, those below moved up, and what these are called. */
export function onlyCounted(
  { widgets }: z.infer<typeof DashboardBody>,
  counted: readonly Counted[],
  { seconds }: { seconds: number },
) {
  const isDrawn = (widget: Widget) =>
    widget.type === 'text' ||
    seriesOf(widget, counted, { seconds, isWhole: true }).some(({ values }) => values[0] !== null)
  const drawn = widgets.filter(isDrawn)
  const rows = new Set(drawn.map(({ y }) => y))
  const above = (top: number) => {
    const gone = widgets.filter(({ y }) => y < top && !rows.has(y))
    return [...new Map(gone.map(({ y, height }) => [y, height])).values()].reduce(
      (sum, each) => sum + each,
      0,
    )
  }
  return {
    body: { widgets: drawn.map((widget) => ({ ...widget, y: widget.y - above(widget.y) })) },
    leftOut: widgets.filter((widget) => !isDrawn(widget)).map(({ properties }) => properties.title),
  }
}
