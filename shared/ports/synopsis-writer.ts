import type { Length } from '../api/common.ts'
import type { ModelUsage } from './language-model.ts'

/** A passage put before the writer. `source` is the number that `[n]` names. */
export type WriterPassage = {
  source: number
  title: string
  text: string
  /** Where the text stands in its source, UTF-16 code units, half-open. */
  start: number
  end: number
  /** The page it begins on, 1-based; null in a text without pages. */
  page: number | null
  /** Rank score, 0 to 1, best passage 1. */
  score: number
  /** The sentence of another source by which this one was found: it names what this one is about. */
  namedBy?: string | undefined
}

/** Two sentences of different sources, as they stand there, that cannot both be true. */
export type Contradiction = { sides: readonly [ContradictionSide, ContradictionSide] }
export type ContradictionSide = { source: number; text: string }

export type WriteRequest = {
  question: string
  passages: readonly WriterPassage[]
  /** Found in the passages: both sides are to be told, and that they contradict each other. */
  contradiction?: Contradiction | undefined
  /** Stem -> weight (inverse document frequency) of the question's words in what was searched. */
  termWeights: ReadonlyMap<string, number>
  /** Language of the synopsis, a BCP 47 tag. */
  language: string
  length: Length
  /** The date the answer is written, `YYYY-MM-DD`. */
  today: string
  /** An object is wanted instead of text. */
  object?: ObjectOrder | undefined
}

export type JsonSchema = Readonly<Record<string, unknown>>

export type ObjectOrder = {
  schema: JsonSchema
  /** Addresses of the sources: no other may stand in the object. */
  links: readonly string[]
}

/** A string of an object, or a sentence in it, that cites; offsets in the JSON, UTF-16 code units, half-open. */
export type ObjectClaim = { text: string; start: number; end: number; sources: readonly number[] }

export type SummarizeRequest = {
  title: string
  /** Passages of one text, in reading order, all of the same source number. */
  passages: readonly WriterPassage[]
  focus: string | null
  language: string
  length: Length
}

export type WriterPart =
  | { type: 'reasoning-delta'; text: string }
  /** Synopsis text with markers `[n]`, possibly cut anywhere. */
  | { type: 'text-delta'; text: string }
  /** The whole object that was ordered, as JSON that fits the schema, without markers; `null`: the sources do not say. */
  | { type: 'object'; json: string; claims: readonly ObjectClaim[] }
  /**
   * Last part. `answered` is false when the writer says that the sources do not say;
   * `confidence` (0 to 1, where known) is what that decision was made on. `isCut`: the text has no end,
   * since the model may write no more. `isSampled`: there were more passages than could be read.
   */
  | {
      type: 'finish'
      answered: boolean
      confidence: number | null
      usage: ModelUsage
      isCut?: boolean
      isSampled?: boolean
    }

/** Writes a synopsis from passages. Ends with exactly one `finish`, or throws an `IngotError`. */
export interface SynopsisWriter {
  /** The model's alias; null for the extractive writer. */
  readonly model: string | null
  readonly served: 'deep' | 'fast' | 'extractive'
  /** Tokens of passages that one prompt has room for; none: a text of any length. */
  readonly passageTokens?: number
  /** Whether `write` takes an order for an object. Default false. */
  readonly writesObjects?: boolean
  write(request: WriteRequest, options: { signal: AbortSignal }): AsyncIterable<WriterPart>
  summarize(request: SummarizeRequest, options: { signal: AbortSignal }): AsyncIterable<WriterPart>
}
