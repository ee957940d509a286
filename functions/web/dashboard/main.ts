import type { CacheStats } from '../../../shared/api/cache-stats.ts'
import type { Ready } from '../../../shared/api/health.ts'
import type { ModelList } from '../../../shared/api/models.ts'
import { ApiFailure, callJson } from '../lib/client.ts'
import { byId, element } from '../lib/element.ts'
import { tellFailure } from '../lib/failure-words.ts'
import { bindWords, language } from '../lib/language.ts'
import { createHeader } from '../lib/page-header.ts'
import { bucketsOf, csvOf } from './buckets.ts'
import { outcomeChart, ratioChart } from './charts.ts'
import {
  bucketTable,
  freshnessTable,
  healthList,
  layersTable,
  tiles,
  troubleList,
  wordingsList,
} from './panels.ts'
import { purgeForm } from './purge-form.ts'
import { latencyTable, rungsTable } from './readers.ts'
import { topQuestions } from './top-questions.ts'
import { dashboardWords } from './words.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const RANGES = {
  day: { spanMs: DAY_MS, sizeMs: HOUR_MS },
  week: { spanMs: 7 * DAY_MS, sizeMs: DAY_MS },
  month: { spanMs: 31 * DAY_MS, sizeMs: DAY_MS },
} as const
type RangeName = keyof typeof RANGES
const REFRESH_MS = 30_000

type Loaded = {
  stats: CacheStats
  models: ModelList
  ready: Ready
  range: RangeName
  from: number
  to: number
}

const figures = element('div', { class: 'figures' })
const told = element('p', { class: 'note', attributes: { role: 'status' } })
const names = Object.keys(RANGES) as RangeName[]
const options = names.map((name) =>
  element('option', { text: () => dashboardWords().ranges[name], attributes: { value: name } }),
)
const range = element('select', { label: () => dashboardWords().range }, ...options)
let loaded: Loaded | undefined

const header = createHeader(byId('header'), { here: 'dashboard', onKey: load })
byId('main').append(
  element(
    'div',
    { class: 'bar' },
    element('h1', { text: () => dashboardWords().title }),
    range,
    action(() => dashboardWords().refresh, load),
    action(() => dashboardWords().exportCsv, exportCsv),
  ),
  told,
  figures,
  panel(() => dashboardWords().purge, purgeForm()),
)

function action(text: () => string, onClick: () => void): HTMLElement {
  return element('button', { text, attributes: { type: 'button' }, on: { click: onClick } })
}

function panel(title: () => string, ...content: readonly Node[]): HTMLElement {
  return element('section', { class: 'panel' }, element('h2', { text: title }), ...content)
}

function load(): void {
  const name = range.value as RangeName
  const to = Date.now()
  const from = to - RANGES[name].spanMs
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })
  const asked = Promise.all([
    callJson<CacheStats>(`v1/cache/stats?${query}`),
    callJson<ModelList>('v1/models'),
    callJson<Ready>('health/ready'),
  ])
  asked.then(
    ([stats, models, ready]) => {
      loaded = { stats, models, ready, range: name, from, to }
      draw()
    },
    (thrown: unknown) => {
      told.textContent = tellFailure(thrown)
      if (thrown instanceof ApiFailure && thrown.code === 'unauthenticated') header.askForKey()
    },
  )
}

function draw(): void {
  if (!loaded) return
  const said = dashboardWords()
  const { stats, models, ready, from, to } = loaded
  const { sizeMs } = RANGES[loaded.range]
  const buckets = bucketsOf(stats.by_hour, { from, to, sizeMs })
  const time = timeOf(sizeMs)
  told.textContent = said.updated(new Date(to).toLocaleTimeString(language()))
  if (stats.totals.readers === 0) told.textContent += ` · ${said.empty}`
  figures.replaceChildren(
    tiles(stats),
    panelOf(said.overTime, outcomeChart(buckets, { time }), bucketTable(buckets, time)),
    panelOf(said.ratioOverTime, ratioChart(buckets, { time })),
    panelOf(said.layers, layersTable(stats)),
    panelOf(said.freshness, freshnessTable(stats)),
    panelOf(said.rungs, rungsTable(stats)),
    panelOf(said.latency, latencyTable(stats)),
    panelOf(said.wordings, wordingsList(stats)),
    panelOf(said.topQuestions, topQuestions(stats)),
    panelOf(said.health, healthList(models, ready)),
    panelOf(said.trouble, troubleList(stats)),
  )
}

/** Drawn anew for each language, so its title stays as it is. */
const panelOf = (title: string, ...content: readonly Node[]) =>
  element('section', { class: 'panel' }, element('h2', { text: title }), ...content)

function timeOf(sizeMs: number): (start: number) => string {
  const format = new Intl.DateTimeFormat(
    language(),
    sizeMs === HOUR_MS
      ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      : { month: 'short', day: 'numeric', timeZone: 'UTC' },
  )
  return (start) => format.format(start)
}

function exportCsv(): void {
  if (!loaded) return
  const url = URL.createObjectURL(new Blob([csvOf(loaded.stats.by_hour)], { type: 'text/csv' }))
  const link = element('a', { attributes: { href: url, download: `ingot-cache-${loaded.range}.csv` } })
  link.click()
  URL.revokeObjectURL(url)
}

range.addEventListener('change', load)
setInterval(() => document.hidden || load(), REFRESH_MS)
bindWords(draw)
load()
