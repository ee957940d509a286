import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { createSeededRandom } from '../support/seeded-random.ts'

/** One request: `raw` is the phrasing as the data spell it, `question` the same as this person typed it. */
export type TraceRequest = {
  /** Milliseconds since the start, ascending. */
  at: number
  instance: number
  question: string
  /** Requests of one cluster ask the same thing. */
  cluster: number
  raw: string
}

export type TraceOptions = {
  /** Folder that holds `qqp.jsonl`. */
  data: string
  /** Exponent of the popularity by rank. */
  alpha: 1.0 | 0.8
  requests: number
  seed: number
  /** Does each burst repeat one question that nobody has asked before? Else it is about one of the most popular. */
  coldBursts: boolean
}

const INSTANCES = 20
const CLUSTERS = 3_000
const HOT_CLUSTERS = 50
const MEAN_GAP_MS = 100
const FIRST_PHRASING = 0.6
const NOISE = { lowered: 0.12, withoutMark: 0.08, spaced: 0.04 }
/** 65 bursts in 20,000 requests: an eighth of them. */
const BURST_EVERY = 20_000 / 65
const BURST = { fewest: 20, most: 59, withinMs: 1_500 }

type Random = () => number
const below = (random: Random, limit: number): number => Math.floor(random() * limit)

/** Requests to a fleet of 20 instances, the same for the same seed: popular questions in many spellings, and bursts. */
export function createTrace(options: TraceOptions): TraceRequest[] {
  const random = createSeededRandom(options.seed)
  const clusters = shuffle(readClusters(options.data), random)
  const count = Math.min(CLUSTERS, clusters.length)
  const pick = createZipf(count, options.alpha, random)
  const ask = (at: number, cluster: number): TraceRequest => {
    const phrasings = clusters[cluster] ?? []
    const raw = pickPhrasing(cluster < count ? phrasings : phrasings.slice(0, 1), random)
    return { at, instance: below(random, INSTANCES), question: withNoise(raw, random), cluster, raw }
  }
  const trace: TraceRequest[] = []
  let at = 0
  let cold = count
  while (trace.length < options.requests) {
    at += -Math.log(1 - random()) * MEAN_GAP_MS
    if (!startsBurst(random)) {
      trace.push(ask(at, pick()))
      continue
    }
    const cluster = options.coldBursts ? cold : below(random, Math.min(HOT_CLUSTERS, count))
    cold += 1
    const size = BURST.fewest + below(random, BURST.most - BURST.fewest + 1)
    for (let asked = 0; asked < size; asked += 1) trace.push(ask(at + random() * BURST.withinMs, cluster))
  }
  if (options.coldBursts && cold > clusters.length)
    throw new Error(`${options.data}: too few clusters for the bursts`)
  return trace.slice(0, options.requests).sort((a, b) => a.at - b.at)
}

/** Of the arrivals that are no part of a burst, the share that makes bursts as frequent as `BURST_EVERY` says. */
const startsBurst = (random: Random): boolean =>
  random() < 1 / (BURST_EVERY - (BURST.fewest + BURST.most) / 2)

/** Rank `r` (from 0) with a probability in proportion to 1 / (r + 1) ^ alpha. */
function createZipf(count: number, alpha: number, random: Random): () => number {
  const ends: number[] = []
  let total = 0
  for (let rank = 1; rank <= count; rank += 1) {
    total += rank ** -alpha
    ends.push(total)
  }
  return () => {
    const wanted = random() * total
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

const pickPhrasing = (phrasings: readonly string[], random: Random): string =>
  (random() < FIRST_PHRASING ? phrasings[0] : phrasings[below(random, phrasings.length)]) ?? ''

/** How people type: each kind of noise by itself, so that several may meet. */
function withNoise(phrasing: string, random: Random): string {
  let question = phrasing
  if (random() < NOISE.lowered) question = question.toLowerCase()
  if (random() < NOISE.withoutMark) question = question.replace(/\s*\?+$/, '')
  if (random() < NOISE.spaced) question = random() < 0.5 ? ` ${question} ` : question.replace(' ', '  ')
  return question
}

const Pair = z.object({ a: z.string(), b: z.string(), label: z.union([z.literal(0), z.literal(1)]) })

/** Questions joined by pairs of label 1, two or more together, each in the order of the file. */
function readClusters(folder: string): string[][] {
  const lines = readFileSync(path.join(folder, 'qqp.jsonl'), 'utf8').split('\n')
  const pairs = lines.filter((line) => line !== '').map((line) => Pair.parse(JSON.parse(line)))
  const parents = new Map<string, string>()
  const rootOf = (question: string): string => {
    let root = question
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent
    return root
  }
  const questions = new Set<string>()
  for (const { a, b, label } of pairs) {
    if (label === 0) continue
    questions.add(a).add(b)
    const [rootA, rootB] = [rootOf(a), rootOf(b)]
    if (rootA !== rootB) parents.set(rootB, rootA)
  }
  const clusters = new Map<string, string[]>()
  for (const question of questions) {
    const root = rootOf(question)
    const known = clusters.get(root)
    if (known) known.push(question)
    else clusters.set(root, [question])
  }
  return [...clusters.values()].filter((phrasings) => phrasings.length > 1)
}

function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const keyed = items.map((item) => ({ item, key: random() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

export type Ideals = {
  /** One call a cluster: what a perfect judge of meaning would reach. */
  perCluster: number
  /** One call a form, however many instances ask at once: perfect exact hits and coalescing. */
  coalesced: number
  /** As `coalesced`, but only within an instance. */
  coalescedPerInstance: number
  /** Hits on what an earlier call has finished, by form and by the very string. */
  exact: number
  rawExact: number
}

/**
 * The share of model calls that a cache without expiry avoids, 0 to 1. `sameAs` gives the form under which two
 * questions are one entry; a call takes `latencyMs`.
 */
export function idealsOf(
  trace: readonly TraceRequest[],
  { latencyMs, sameAs }: { latencyMs: number; sameAs: (text: string) => string },
): Ideals {
  const forms = trace.map(({ question }) => sameAs(question))
  const distinct = (keys: readonly unknown[]) => 1 - new Set(keys).size / trace.length
  return {
    perCluster: distinct(trace.map(({ cluster }) => cluster)),
    coalesced: distinct(forms),
    coalescedPerInstance: 1 - callsOf(trace, forms, latencyMs, ({ instance }) => instance) / trace.length,
    exact: 1 - callsOf(trace, forms, latencyMs, (_, index) => index) / trace.length,
    rawExact:
      1 -
      callsOf(
        trace,
        trace.map(({ question }) => question),
        latencyMs,
        (_, index) => index,
      ) /
        trace.length,
  }
}

/** Calls when an answer is shared with all once it is finished, and before that only with those who `share`. */
function callsOf(
  trace: readonly TraceRequest[],
  keys: readonly string[],
  latencyMs: number,
  share: (request: TraceRequest, index: number) => number,
): number {
  const finished = new Map<string, number>()
  const started = new Set<string>()
  let calls = 0
  trace.forEach((request, index) => {
    const key = keys[index] ?? ''
    const shared = `${share(request, index)} ${key}`
    if ((finished.get(key) ?? Number.POSITIVE_INFINITY) <= request.at || started.has(shared)) return
    calls += 1
    started.add(shared)
    if (!finished.has(key)) finished.set(key, request.at + latencyMs)
  })
  return calls
}
