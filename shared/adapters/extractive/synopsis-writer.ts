import type { Length } from '../../api/common.ts'
import type { Contradiction, SynopsisWriter, WriterPart, WriterPassage } from '../../ports/synopsis-writer.ts'
import { hasPlantedInstruction } from '../../text/planted-instructions.ts'
import { type ChosenSentence, chooseSentences } from './choose-sentences.ts'
import { chooseSummary } from './choose-summary.ts'
import { isProse, plainSentence } from './plain-sentence.ts'
import { ENGLISH, REFUSALS } from './refusals.ts'

const SENTENCES: Record<Length, number> = { short: 1, medium: 3, long: 6 }
const NO_TOKENS = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
/** Below this confidence, the sources do not say. */
const ANSWERED_FROM = 0.4
/** Below this one, what is nearest is not worth quoting. */
const NEAR_FROM = 0.15

/**
 * Writes a synopsis out of the sources' own sentences, each followed by its citation. No model: it is the
 * default of a fresh machine and the rung of the ladder that never fails.
 */
export function createExtractiveWriter(): SynopsisWriter {
  return {
    model: null,
    served: 'extractive',

    async *write({ question, passages, contradiction, termWeights, language, length }) {
      const { chosen, confidence } = chooseSentences({
        question,
        passages,
        termWeights,
        language,
        count: SENTENCES[length],
      })
      const answered = chosen.length > 0 && confidence >= ANSWERED_FROM
      const isNear = chosen.length > 0 && confidence >= NEAR_FROM
      if (!answered)
        yield { type: 'text-delta', text: isNear ? announceNearest(language) : refuse(language, passages) }
      if (isNear) yield* cite(withBothSides(chosen, contradiction, language))
      yield { type: 'finish', answered, confidence, usage: NO_TOKENS }
    },

    async *summarize({ passages, focus, language, length }) {
      const chosen = chooseSummary({ passages, focus, language, count: SENTENCES[length] })
      yield* cite(chosen)
      yield { type: 'finish', answered: chosen.length > 0, confidence: null, usage: NO_TOKENS }
    },
  }
}

/** Both sides of a contradiction and its name: ahead where one of them is the answer, else at the end. */
function withBothSides(
  chosen: readonly ChosenSentence[],
  contradiction: Contradiction | undefined,
  language: string,
): (ChosenSentence | string)[] {
  const sides = (contradiction?.sides ?? []).map(({ text, source }) => ({
    text: plainSentence(text),
    source,
  }))
  if (sides.length === 0 || !sides.every(({ text }) => isProse(text))) return [...chosen]
  const told = new Set(sides.map(({ text }) => text))
  const rest = chosen.filter(({ text }) => !told.has(text))
  const both = [wordsIn(language).contradict, ...sides]
  return rest.length < chosen.length ? [...both, ...rest] : [...rest, ...both]
}

/** One delta a sentence; the marker stands before the full stop, so that it belongs to its claim. */
function* cite(told: readonly (ChosenSentence | string)[]): Generator<WriterPart> {
  for (const [index, sentence] of told.entries()) {
    const separator = index === 0 ? '' : ' '
    if (typeof sentence === 'string') {
      yield { type: 'text-delta', text: `${separator}${sentence}` }
      continue
    }
    const { text, source } = sentence
    const [, claim = text, stop = ''] = /^(.*?)([.!?。！？…]*)$/su.exec(text) ?? []
    const wide = /[。！？]$/u.test(text)
    yield { type: 'text-delta', text: `${separator}${claim}${wide ? '' : ' '}[${source}]${stop || '.'}` }
  }
}

const wordsIn = (language: string) => REFUSALS[language.split('-')[0] ?? 'en'] ?? ENGLISH

/** Says that the sources do not say; quotes of what is nearest follow. */
function announceNearest(language: string): string {
  const { none, nearest } = wordsIn(language)
  return `${none} ${nearest} `
}

/** Says that the sources do not say, and which are nearest. */
function refuse(language: string, passages: readonly WriterPassage[]): string {
  const { none, nearest, quote } = wordsIn(language)
  const all = new Set(passages.map(({ title }) => title.split(' > ')[0] ?? title))
  const titles = [...all].filter((title) => !hasPlantedInstruction(title)).slice(0, 3)
  return titles.length === 0 ? none : `${none} ${nearest} ${titles.map(quote).join(', ')}.`
}
