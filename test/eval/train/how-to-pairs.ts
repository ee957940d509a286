import { createSeededRandom } from '../../support/seeded-random.ts'
import type { QuestionPair } from '../semantic-pairs.ts'

const FRAMES = [
  'How do I X?',
  'How can I X?',
  'how to X',
  'How would I X?',
  'Steps to X',
  'What is the best way to X?',
  'Is there a way to X?',
  'What do I need to do to X?',
  'How should I go about X?',
  'I want to X',
  'Can I X?',
  'What happens when I X?',
  'What happens if I X?',
]
const ASKS_HOW = 11
const CLUSTER_NEIGHBOURS = 2
const EVERY = 4

type Clustered = { question: string; cluster: string }

/**
 * Requests of the clusters in other frames; each with its nearest neighbours by shared words that are of another
 * cluster (questions of one cluster are near, and seldom alike: of them nothing is said).
 */
export function pairsFromClusters(all: readonly Clustered[]): QuestionPair[] {
  return [...reframed(all), ...neighbours(all)]
}

function* reframed(all: readonly Clustered[]): Generator<QuestionPair> {
  const random = createSeededRandom(5)
  const frame = (least: number, most: number) => FRAMES[least + Math.floor(random() * (most - least))] ?? ''
  const requests = all.flatMap(
    ({ question }) => /^how (?:do|can|would|should) i (.{4,60})\?$/i.exec(question)?.[1] ?? [],
  )
  for (const [index, request] of requests.entries()) {
    const fill = (pattern: string, verb = request) => pattern.replace('X', verb)
    const pair = { set: 'reframed', weight: 1 }
    yield { ...pair, a: fill(frame(0, ASKS_HOW)), b: fill(frame(0, ASKS_HOW)), label: 1 }
    const what = frame(ASKS_HOW, FRAMES.length)
    yield { ...pair, a: fill(what), b: fill(frame(0, ASKS_HOW)), label: 0 }
    const other = requests[(index * 7 + 3) % requests.length]
    if (other && other !== request)
      yield { ...pair, a: fill(frame(0, ASKS_HOW)), b: fill(frame(0, ASKS_HOW), other), label: 0 }
  }
}

function* neighbours(all: readonly Clustered[]): Generator<QuestionPair> {
  const bags = all.map(({ question }) => new Set(question.toLowerCase().match(/[a-z]{3,}/g) ?? []))
  const holding = new Map<string, number[]>()
  for (const [at, bag] of bags.entries())
    for (const word of bag) holding.set(word, [...(holding.get(word) ?? []), at])
  for (const [at, one] of all.entries()) {
    if (at % EVERY !== 0) continue
    const nearest = nearestOf(at, bags[at] ?? new Set(), holding).flatMap((place) => all[place] ?? [])
    for (const other of nearest)
      if (other.cluster !== one.cluster)
        yield { set: 'clusters', a: one.question, b: other.question, label: 0, weight: 1 }
  }
}

function nearestOf(at: number, bag: ReadonlySet<string>, holding: ReadonlyMap<string, number[]>): number[] {
  const shared = new Map<number, number>()
  for (const word of bag) {
    const places = holding.get(word) ?? []
    for (const place of places) shared.set(place, (shared.get(place) ?? 0) + 1 / places.length ** 0.5)
  }
  shared.delete(at)
  const nearest = [...shared].sort((one, other) => other[1] - one[1])
  return nearest.slice(0, CLUSTER_NEIGHBOURS).map(([place]) => place)
}
