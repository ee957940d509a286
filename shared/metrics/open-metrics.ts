import type { Ready } from '../api/health.ts'
import type { ModelList } from '../api/models.ts'
import type { CounterRow } from '../ports/counters.ts'
import {
  COUNTERS,
  type CounterName,
  FRESHNESS_CLASSES,
  LATENCIES,
  LATENCY_STEPS_MS,
  type LatencyName,
} from './definitions.ts'

export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

type Counter = keyof typeof COUNTERS
type Labels = Record<string, string>
type Sample = readonly [suffix: string, labels: Labels, value: number]
type Family = {
  name: string
  type: 'counter' | 'histogram' | 'gauge' | 'stateset'
  help: string
  unit?: string
  samples: readonly Sample[]
}

/** Metrics are told in base units. */
const IN_BASE_UNITS: Partial<Record<Counter, { name: string; unit: string; per: number; help: string }>> = {
  gpu_ms_saved: {
    name: 'gpu_saved_seconds',
    unit: 'seconds',
    per: 1e3,
    help: 'GPU-seconds of calls avoided',
  },
  gpu_ms_used: { name: 'gpu_used_seconds', unit: 'seconds', per: 1e3, help: 'GPU-seconds of calls made' },
  micro_usd_saved: { name: 'saved_usd', unit: 'usd', per: 1e6, help: 'price of calls avoided' },
  micro_usd_used: { name: 'used_usd', unit: 'usd', per: 1e6, help: 'price of calls made' },
}

type State = ModelList['data'][number]['state']
const MODEL_STATES: readonly State[] = ['available', 'busy', 'failing']

/**
 * All that is counted, and how models and dependencies stand, in the text format of OpenMetrics 1.0. The rows
 * are those since `since` (ms since the epoch), which counters name as the time they were set to 0.
 */
export function openMetricsOf(told: {
  rows: readonly CounterRow[]
  since: number
  models: ModelList
  ready: Ready
}): string {
  const { rows, since, models, ready } = told
  const families = [
    ...(Object.keys(COUNTERS) as Counter[]).map((counter) => counterFamily(counter, rows, since)),
    ...(Object.keys(LATENCIES) as LatencyName[]).map((latency) => latencyFamily(latency, rows, since)),
    ...modelFamilies(models),
    dependencyFamily(ready),
  ]
  return `${families.flatMap(linesOf).join('\n')}\n# EOF\n`
}

function counterFamily(counter: Counter, rows: readonly CounterRow[], since: number): Family {
  const { name, per, help, unit } = IN_BASE_UNITS[counter] ?? {
    name: counter,
    per: 1,
    help: COUNTERS[counter],
  }
  const samples = [...FRESHNESS_CLASSES, 'none' as const].flatMap((freshness): Sample[] => {
    const sum = sumOf(
      rows.filter((row) => row.freshness === freshness),
      counter,
    )
    return [
      ['_total', { freshness }, sum / per],
      ['_created', { freshness }, since / 1_000],
    ]
  })
  return { name, type: 'counter', help, ...(unit && { unit }), samples }
}

/** Buckets are cumulative. What was waited in all is not known, so there is no `_sum`, and hence no `_count`. */
function latencyFamily(latency: LatencyName, rows: readonly CounterRow[], since: number): Family {
  let below = 0
  const buckets = [...LATENCY_STEPS_MS, 'more' as const].map((step): Sample => {
    below += sumOf(rows, `${latency}_le_${step}`)
    return ['_bucket', { le: step === 'more' ? '+Inf' : canonical(step / 1_000) }, below]
  })
  const samples = [...buckets, ['_created', {}, since / 1_000] as const]
  return {
    name: `${latency}_seconds`,
    type: 'histogram',
    help: `how long readers waited ${LATENCIES[latency]}`,
    unit: 'seconds',
    samples,
  }
}

function modelFamilies({ data }: ModelList): Family[] {
  const states = data.flatMap(({ id: model, state }) =>
    MODEL_STATES.map((name): Sample => ['', { model, ingot_model_state: name }, state === name ? 1 : 0]),
  )
  const gauge = (name: string, help: string, read: (model: ModelList['data'][number]) => number): Family => ({
    name,
    type: 'gauge',
    help,
    samples: data.map((model) => ['', { model: model.id }, read(model)]),
  })
  return [
    { name: 'model_state', type: 'stateset', help: 'how this server finds the model', samples: states },
    gauge('model_running', 'streams of this server', ({ running }) => running),
    gauge('model_queued', 'calls of this server that wait for a place', ({ queued }) => queued),
  ]
}

function dependencyFamily({ dependencies }: Ready): Family {
  const known = Object.entries(dependencies).filter(([, state]) => state !== 'not_configured')
  return {
    name: 'dependency_up',
    type: 'gauge',
    help: '1 while it can be reached',
    samples: known.map(([dependency, state]) => ['', { dependency }, state === 'ok' ? 1 : 0]),
  }
}

function linesOf({ name, type, help, unit, samples }: Family): string[] {
  const family = `ingot_${name}`
  return [
    `# TYPE ${family} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${family} ${unit}`]),
    `# HELP ${family} ${escaped(help)}`,
    ...samples.map(([suffix, labels, value]) => `${family}${suffix}${labelsOf(labels)} ${value}`),
  ]
}

function labelsOf(labels: Labels): string {
  const told = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return told.length === 0 ? '' : `{${told.join(',')}}`
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

/** `le` is a float in its canonical form: `1.0`. */
const canonical = (value: number) => (Number.isInteger(value) ? `${value}.0` : `${value}`)

const sumOf = (rows: readonly CounterRow[], counter: CounterName) =>
  rows.reduce((sum, { counts }) => sum + (counts[counter] ?? 0), 0)
