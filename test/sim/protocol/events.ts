import type { EventRules, FillContext } from '../../../shared/cache/cache-deps.ts'
import { type ErrorCode, IngotError } from '../../../shared/errors.ts'
import type { SourceName } from '../../../shared/ports/provenance.ts'

/** What a simulated answer is made of. `run`: which call of the model; `at`: when it retrieved, in true time. */
export type SimEvent =
  | { type: 'thought'; run: number; text: string }
  | { type: 'delta'; run: number; text: string; source: SourceName | null; at: number }
  | { type: 'not-stored' }
  | { type: 'done'; status: 'completed' | 'cancelled'; run: number }
  | { type: 'failed'; code: ErrorCode }

export type SimRequest = { question: string; key: string; isCutOff?: boolean }

const REMEMBERED: readonly ErrorCode[] = ['model_unavailable', 'fill_abandoned', 'deadline_exceeded']

export const SIM_RULES: EventRules<SimEvent> = {
  isTerminal: ({ type }) => type === 'done' || type === 'failed',
  isUrgent: ({ type }, before) => type === 'delta' && !before.some((event) => event.type === 'delta'),
  isApart: ({ type }) => type === 'thought',
  mayBeSealed: (event) => event.type === 'done' && event.status === 'completed',
  failure: ({ code }) => ({ type: 'failed', code }),
  rememberForS: (event) => (event.type === 'failed' && REMEMBERED.includes(event.code) ? 5 : 0),
  cancelled: () => ({ type: 'done', status: 'cancelled', run: 0 }),
  restartReason(event) {
    if (event.type === 'done') return event.status === 'cancelled' ? 'cancelled' : undefined
    return event.type === 'failed' && event.code === 'source_purged' ? 'source_purged' : undefined
  },
  mayBeMadeUpFor: (event) => event.type === 'failed' && REMEMBERED.includes(event.code),
  notStored: () => ({ type: 'not-stored' }),
}

export const SOURCES: readonly SourceName[] = ['url:https://a.test/', 'url:https://b.test/', 'host:c.test']

/** Writes a text of a few seconds from one or two sources, as a seeded script has it. */
export async function* writeAnswer(options: {
  random: () => number
  run: number
  /** True time. */
  now: () => number
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  context: FillContext
  onModelCall: () => void
}): AsyncGenerator<SimEvent> {
  const { random, run, now, sleep, context, onModelCall } = options
  const between = (least: number, most: number) => least + random() * (most - least)
  const at = now()
  await sleep(between(20, 1_500), context.signal)
  const picked = SOURCES.filter(() => random() < 0.5).slice(0, 2)
  const purged = await context.claim(picked)
  const sources = picked.filter((source) => !purged.has(source))
  context.note({ degraded: random() < 0.1 })
  await sleep(between(10, 500), context.signal)
  onModelCall()
  if (random() < 0.05) throw new IngotError('model_unavailable', 'The model is away.')
  if (random() < 0.3) yield { type: 'thought', run, text: `hm ${run}` }
  // Some models think for long before their first word.
  await sleep(random() < 0.2 ? between(3_000, 14_000) : between(50, 1_000), context.signal)
  const deltas = 1 + Math.floor(random() * 8)
  for (let n = 0; n < deltas; n += 1) {
    const source = sources[n % Math.max(1, sources.length)] ?? null
    yield { type: 'delta', run, text: `${run}.${n} `, source, at }
    await sleep(random() < 0.05 ? between(1_000, 8_000) : between(0, 500), context.signal)
  }
  yield { type: 'done', status: 'completed', run }
}
