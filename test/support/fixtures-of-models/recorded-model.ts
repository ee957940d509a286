import type { ModelPart } from '../../../shared/ports/language-model.ts'

/** What a server really sends, shortened to a few tokens, and what it has to be read as. */
export type RecordedModel = {
  /** The whole answer, line ends included. */
  body: string
  contentType: string
  reasoning: string
  text: string
  finish: Extract<ModelPart, { type: 'finish' }>
}

/** The usual framing: each chunk an event, `[DONE]` last. */
export const asEvents = (chunks: readonly unknown[]) =>
  [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
