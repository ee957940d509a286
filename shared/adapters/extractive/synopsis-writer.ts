import type { Length } from '../../api/common.ts'
import type { SynopsisWriter, WriterPart, WriterPassage } from '../../ports/synopsis-writer.ts'
import { hasPlantedInstruction } from '../../text/planted-instructions.ts'
import { type ChosenSentence, chooseSentences } from './choose-sentences.ts'
import { chooseSummary } from './choose-summary.ts'
import { ENGLISH, REFUSALS } from './refusals.ts'

const SENTENCES: Record<Length, number> = { short: 1, medium: 3, long: 6 }
const NO_TOKENS = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
/** Below this share of the question's weight in the best passage, the sources do not say. */
const ANSWERED_FROM = 0.5
/** Below this one, what is nearest is not worth quoting. */
const NEAR_FROM = 0.25

/**
 * Writes a synopsis out of the sources' own sentences, each followed by its citation. No model: it is the
 * default of a fresh machine and the rung of the ladder that never fails.
 */
export function createExtractiveWriter(): SynopsisWriter {
  return {
    model: null,
    served: 'extractive',

    async *write({ question, passages, termWeights, language, length }) {
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
      if (isNear) yield* cite(chosen)
      yield { type: 'finish', answered, confidence, usage: NO_TOKENS }
    },

    async *summarize({ passages, focus, language, length }) {
      const chosen = chooseSummary({ passages, focus, language, count: SENTENCES[length] })
      yield* cite(chosen)
      yield { type: 'finish', answered: chosen.length > 0, confidence: null, usage: NO_TOKENS }
    },
  }
}

/** One delta a sentence; the marker stands before the full stop, so that it belongs to its claim. */
function* cite(chosen: readonly ChosenSentence[]): Generator<WriterPart> {
  for (const [index, { text, source }] of chosen.entries()) {
    const [, claim = text, stop = ''] = /^(.*?)([.!?。！？…]*)$/su.exec(text) ?? []
    const wide = /[。！？]$/u.test(text)
    const separator = index === 0 ? '' : ' '
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
