import type { CacheStats } from '../../../shared/api/cache-stats.ts'
import type { Ready } from '../../../shared/api/health.ts'
import type { ModelList } from '../../../shared/api/models.ts'
import { COUNTERS } from '../../../shared/metrics/definitions.ts'
import { element } from '../lib/element.ts'
import { number } from '../lib/language.ts'
import { type Bucket, OUTCOMES } from './buckets.ts'
import { percent } from './charts.ts'
import { shareOf, table } from './table.ts'
import { dashboardWords } from './words.ts'

/** The figures that matter, large; the tooltip is the definition of what is counted. */
export function tiles({ totals }: CacheStats): HTMLElement {
  const said = dashboardWords()
  const ratio = totals.hit_ratio === null ? '–' : percent(totals.hit_ratio)
  return element(
    'dl',
    { class: 'tiles' },
    tile(said.hitRatio, ratio, { note: said.ofReaders(number(totals.readers)) }),
    tile(said.callsAvoided, number(totals.model_calls_avoided), {
      note: said.callsMade(number(totals.model_calls)),
      title: COUNTERS.model_calls_avoided,
    }),
    tile(said.gpuSaved, number(totals.gpu_seconds_saved, 1), {
      note: said.tokens(number(totals.tokens_saved)),
      title: COUNTERS.gpu_ms_saved,
    }),
    tile(said.moneySaved, dollars(totals.usd_saved), {
      note: said.spent(dollars(totals.usd_used)),
      title: COUNTERS.micro_usd_saved,
    }),
    tile(said.coalesced, number(totals.coalesced), { note: said.coalescedHint, title: COUNTERS.coalesced }),
  )
}

const dollars = (usd: number) => `$${number(usd, usd < 1 ? 4 : 2)}`

const tile = (name: string, value: string, { note = '', title = '' }: { note?: string; title?: string }) =>
  element(
    'div',
    { class: 'tile', attributes: { title } },
    element('dt', { text: name }),
    element('dd', { class: 'value', text: value }),
    element('dd', { class: 'note', text: note }),
  )

export function layersTable({ layers }: CacheStats): HTMLElement {
  const { layerNames } = dashboardWords()
  return shareTable(
    Object.entries(layers).map(([name, { hits, misses }]) => [layerNames[name] ?? name, hits, misses]),
  )
}

export function freshnessTable({ by_freshness }: CacheStats): HTMLElement {
  const { freshnessNames } = dashboardWords()
  const known = Object.entries(by_freshness).filter(([, { readers }]) => readers > 0)
  return shareTable(
    known.map(([name, { hits, stale, coalesced, misses, bypasses }]) => [
      freshnessNames[name] ?? name,
      hits + stale + coalesced,
      misses + bypasses,
    ]),
  )
}

function shareTable(rows: readonly (readonly [string, number, number])[]): HTMLElement {
  const { hits, misses, hitRatio } = dashboardWords()
  return table(
    ['', hits, misses, hitRatio],
    rows.map(([name, hit, missed]) => [
      name,
      number(hit),
      number(missed),
      shareOf(hit, { of: hit + missed, name }),
    ]),
  )
}

/** The columns of the charts in figures. */
export function bucketTable(buckets: readonly Bucket[], time: (start: number) => string): HTMLElement {
  const { outcomes, time: when, hitRatio, asTable } = dashboardWords()
  const names = [when, ...OUTCOMES.map((outcome) => outcomes[outcome]), hitRatio]
  const rows = buckets
    .filter(({ readers }) => readers > 0)
    .map(({ start, counts, ratio }) => [
      time(start),
      ...OUTCOMES.map((outcome) => number(counts[outcome])),
      ratio === null ? '–' : percent(ratio),
    ])
  const scroller = element('div', { class: 'scroller', attributes: { tabindex: '0' } }, table(names, rows))
  return element('details', {}, element('summary', { text: asTable }), scroller)
}

export function troubleList({ totals }: CacheStats): HTMLElement {
  const { troubles } = dashboardWords()
  const names = Object.keys(troubles) as (keyof typeof troubles)[]
  return list(names.map((name) => [troubles[name], number(totals[name]), totals[name] > 0 ? 'warn' : 'calm']))
}

/** What other wordings were answered with, and how often that was wrong, against what may be. */
export function wordingsList({ layers: { semantic } }: CacheStats): HTMLElement {
  const { wordingRows, wrongRate, upTo, budget, budgetStates } = dashboardWords()
  const { hits, checked, wrong, shut, wrong_hit_rate: rate, max_wrong: allowed } = semantic
  const [state, sign] = budgetState(semantic)
  const kept = budgetStates[state]
  return list([
    [wordingRows.served, number(hits), 'calm'],
    [wordingRows.checked, number(checked), 'calm'],
    [wordingRows.wrong, number(wrong), 'calm'],
    [wrongRate, rate ? upTo(percent(rate.rate), percent(rate.high)) : '–', sign],
    [budget, allowed === null ? kept : `${percent(allowed)} · ${kept}`, sign],
    [wordingRows.shut, number(shut), shut > 0 ? 'warn' : 'calm'],
  ])
}

function budgetState({ max_wrong, is_within_budget: isWithin }: CacheStats['layers']['semantic']) {
  if (max_wrong === null) return ['off', 'calm'] as const
  if (isWithin === null) return ['unknown', 'calm'] as const
  return isWithin ? (['within', 'good'] as const) : (['beyond', 'warn'] as const)
}

export function healthList(models: ModelList, ready: Ready): HTMLElement {
  const { states, running } = dashboardWords()
  const known = (state: string) => states[state] ?? state
  return list([
    ...models.data.map(
      (model): Row => [
        model.id,
        `${known(model.state)} · ${running(number(model.running), number(model.queued))}`,
        model.state === 'available' ? 'good' : 'warn',
      ],
    ),
    ...Object.entries(ready.dependencies).map(
      ([name, state]): Row => [
        name,
        known(state),
        state === 'failed' ? 'warn' : state === 'ok' ? 'good' : 'calm',
      ],
    ),
  ])
}

type Row = readonly [name: string, value: string, state: 'good' | 'warn' | 'calm']

const list = (rows: readonly Row[]) =>
  element(
    'ul',
    { class: 'rows' },
    ...rows.map(([name, value, state]) =>
      element(
        'li',
        { attributes: { 'data-state': state } },
        element('span', { text: name }),
        element('span', { class: 'value', text: value }),
      ),
    ),
  )
