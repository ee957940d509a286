import { randomBytes } from 'node:crypto'
import { IngotError } from '../errors.ts'
import type { LanguageModel, ModelMessage } from '../ports/language-model.ts'
import type {
  ObjectOrder,
  SynopsisWriter,
  WriteRequest,
  WriterPart,
  WriterPassage,
} from '../ports/synopsis-writer.ts'
import { buildAnswerPrompt, buildSummaryPrompt } from './build-prompt.ts'
import { createCopyCiter } from './cite-copies.ts'
import { createMarkerNormaliser } from './normalise-markers.ts'
import { createNotAnsweredMarker } from './not-answered-marker.ts'
import { vendorSchema } from './structured/vendor-schema.ts'
import { REPAIR_TOKENS, writeObject } from './structured/write-object.ts'

export type ModelWriting = {
  model: LanguageModel
  served: 'fast' | 'deep'
  /** Reasoning included. */
  maxOutputTokens: number
  /** Of a prompt, at most. */
  promptTokens: number
  /** It can be held to a JSON Schema; else it is only told. Default false. */
  isHeldToSchemas?: boolean
  /** Letters and digits that a page's author cannot guess. Default: 64 random bits. */
  createDelimiter?: () => string
}

/** What a writer with a model does for an order. */
export function writeWithModel(options: ModelWriting): Pick<SynopsisWriter, 'write' | 'summarize'> {
  const { model, served, maxOutputTokens, promptTokens, isHeldToSchemas = false } = options
  const createDelimiter = options.createDelimiter ?? (() => randomBytes(8).toString('hex'))
  // Reasoning models repeat themselves when cold, and some vendors refuse the field for them.
  const sampling = served === 'fast' ? { temperature: 0.2 } : {}

  async function* run(
    messages: readonly ModelMessage[],
    passages: readonly WriterPassage[],
    signal: AbortSignal,
  ): AsyncGenerator<WriterPart> {
    const copies = createCopyCiter(passages)
    const notAnswered = createNotAnsweredMarker()
    const markers = createMarkerNormaliser()
    for await (const part of model.stream({ messages, maxOutputTokens, ...sampling }, { signal })) {
      switch (part.type) {
        case 'reasoning-delta':
          yield part
          break
        case 'text-delta':
          yield* textDelta(copies.write(markers.write(notAnswered.write(part.text))))
          break
        case 'finish':
          if (part.reason === 'filtered') {
            throw new IngotError('model_refused_request', "The model's content filter stopped the answer.")
          }
          yield* textDelta(copies.write(markers.write(notAnswered.end()) + markers.end()) + copies.end())
          yield {
            type: 'finish',
            answered: notAnswered.answered,
            confidence: null,
            usage: part.usage,
            isCut: part.reason === 'length',
          }
          break
      }
    }
  }

  async function* writeOrdered(
    request: WriteRequest,
    order: ObjectOrder,
    signal: AbortSignal,
  ): AsyncGenerator<WriterPart> {
    const limits = { promptTokens: promptTokens - REPAIR_TOKENS, delimiter: createDelimiter() }
    const held = isHeldToSchemas ? { jsonSchema: vendorSchema(order.schema) } : {}
    yield* writeObject({
      order,
      passages: request.passages,
      messages: buildAnswerPrompt(request, limits),
      stream: (messages) => model.stream({ messages, maxOutputTokens, ...sampling, ...held }, { signal }),
    })
  }

  return {
    async *write(request, { signal }) {
      if (request.object) return yield* writeOrdered(request, request.object, signal)
      const messages = buildAnswerPrompt(request, { promptTokens, delimiter: createDelimiter() })
      yield* run(messages, request.passages, signal)
    },
    async *summarize(request, { signal }) {
      const messages = buildSummaryPrompt(request, { promptTokens, delimiter: createDelimiter() })
      yield* run(messages, request.passages, signal)
    },
  }
}

function* textDelta(text: string): Generator<WriterPart> {
  if (text !== '') yield { type: 'text-delta', text }
}
