import * as z from 'zod'
import { evaluate } from './evaluate.ts'

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
  return rows
    .filter(({ options }) => options.visible)
    .map(({ name, options: { label, expression, period: given } }) => {
      const period = periodOf(given)
      const valueAt = (slot: number) => {
        if (expression === undefined) return sumsOf(name, period).get(slot)
        const byId = (id: string) => {
          const row = rows.find(({ options }) => options.id === id)
          return row && sumsOf(row.name, periodOf(row.options.period)).get(slot)
        }
        return evaluate(expression, byId)
      }
      const values = Array.from({ length: Math.ceil(seconds / period) }, (_, slot) => valueAt(slot) ?? null)
      return { label: label ?? name, values }
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
