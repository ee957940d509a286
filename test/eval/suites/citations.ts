import { checkCitation } from '../../../shared/answer/check-citations.ts'
import { sha256Hex } from '../../../shared/lib/hash.ts'
import type { WriterPassage } from '../../../shared/ports/synopsis-writer.ts'
import { questionTerms } from '../../../shared/text/tokens.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'
import { type EvalDocument, readSets } from '../data.ts'
import { mean, meanWithInterval } from '../measures/statistics.ts'
import { type Candidate, candidatesOf } from '../plant/candidates.ts'
import { FALSE_CLAIMS, OTHER_CLAIMS } from '../plant/false-claims.ts'
import { TRUE_CLAIMS } from '../plant/true-claims.ts'
import type { SetFigures, SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'

type Trial = {
  kind: string
  isTrue: boolean
  /** 0 or 1: which half of the documents. */
  half: number
  isFlagged: boolean
  isFlaggedPlainly: boolean
  microseconds: number
  claim: string
}

/** Documents asked of each set, at most. */
const DOCUMENTS = 150
const PLAIN_SHARE = 0.7

/**
 * Sentences planted in the documents of a set, true and false ones, held against the document: which are
 * flagged, i.e. not "supported"? Must: 95 percent of the false ones, at most 5 percent of the true ones. Claims with
 * any other words in the place of an answer are told by kind alone: no rule knows a noun from a synonym.
 */
export async function citationsSuite({ data, set, baseline }: SuiteOptions): Promise<SuiteFigures> {
  const sets = (await readSets(data)).filter(({ name }) => !set || name === set)
  const figures: SuiteFigures = {}
  const every: Trial[] = []
  for (const one of sets) {
    const some = { ...one, documents: spread(one.documents) }
    const trials = tryAll(candidatesOf(some), one.language)
    if (process.env['SHOW']) show(trials)
    every.push(...trials)
    figures[one.name] = toFigures(trials, baseline)
  }
  if (sets.length > 1) figures['all'] = toFigures(every, baseline)
  for (const half of [0, 1])
    figures[`half ${half}`] = toFigures(
      every.filter((trial) => trial.half === half),
      baseline,
    )
  return figures
}

function spread(documents: readonly EvalDocument[]): EvalDocument[] {
  const step = Math.max(1, Math.floor(documents.length / DOCUMENTS))
  return documents.filter((_, index) => index % step === 0).slice(0, DOCUMENTS)
}

function tryAll(all: readonly Candidate[], language: string): Trial[] {
  const random = createSeededRandom(11)
  const trials: Trial[] = []
  for (const candidate of all) {
    const { document } = candidate
    const passage: WriterPassage = {
      ...{ source: 1, title: document.title, text: document.text, page: null },
      ...{ start: 0, end: document.text.length, score: 1 },
    }
    const half = Number.parseInt(sha256Hex(document.title || document.id).slice(0, 2), 16) % 2
    const add = (kind: string, isTrue: boolean, claim: string | undefined) => {
      if (claim === undefined) return
      const startedAt = performance.now()
      const { verdict } = checkCitation(claim, [passage], language)
      const microseconds = (performance.now() - startedAt) * 1_000
      const isFlaggedPlainly = shareIn(claim, document.text, language) < PLAIN_SHARE
      trials.push({
        kind,
        isTrue,
        half,
        isFlagged: verdict !== 'supported',
        isFlaggedPlainly,
        microseconds,
        claim,
      })
    }
    for (const [kind, plant] of Object.entries(TRUE_CLAIMS)) add(kind, true, plant(candidate, language))
    for (const [kind, plant] of Object.entries({ ...FALSE_CLAIMS, ...OTHER_CLAIMS }))
      add(kind, false, plant(candidate, language, { random, all }))
  }
  return trials
}

/** The plain rule: so many of the claim's words stand somewhere in the source. */
function shareIn(claim: string, text: string, language: string): number {
  const said = new Set(questionTerms(text, language))
  const terms = questionTerms(claim, language)
  return terms.filter((term) => said.has(term)).length / Math.max(1, terms.length)
}

function toFigures(trials: readonly Trial[], baseline: boolean): SetFigures {
  const flagged = (some: readonly Trial[], of: (trial: Trial) => boolean) =>
    meanWithInterval(some.map((trial) => Number(of(trial))))
  const parts = (isTrue: boolean) =>
    trials.filter((trial) => trial.isTrue === isTrue && !Object.hasOwn(OTHER_CLAIMS, trial.kind))
  const kinds = [...new Set(trials.map(({ kind }) => kind))]
  const times = trials.map(({ microseconds }) => microseconds).sort((a, b) => a - b)
  const ours = ({ isFlagged }: Trial) => isFlagged
  const plainly = ({ isFlaggedPlainly }: Trial) => isFlaggedPlainly
  const byKind = kinds.map(
    (kind) =>
      [
        kind,
        flagged(
          trials.filter((trial) => trial.kind === kind),
          ours,
        ),
      ] as const,
  )
  const falseKinds = byKind.filter(([kind]) => Object.hasOwn(FALSE_CLAIMS, kind))
  return {
    n: trials.length,
    false_flagged: flagged(parts(false), ours),
    true_flagged: flagged(parts(true), ours),
    ...(baseline && {
      false_flagged_baseline: flagged(parts(false), plainly),
      true_flagged_baseline: flagged(parts(true), plainly),
    }),
    false_kinds_mean: mean(falseKinds.map(([, { value }]) => value)),
    ...Object.fromEntries(byKind),
    median_us: times[Math.floor(times.length / 2)] ?? 0,
  }
}

/** Misses of the half that rules are made from. */
function show(trials: readonly Trial[]) {
  for (const { kind, isTrue, isFlagged, half, claim } of trials)
    if (half === 0 && isTrue === isFlagged) console.error(`${kind}: ${claim}`)
}
