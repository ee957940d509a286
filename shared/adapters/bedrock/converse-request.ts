import type { ConverseStreamCommandInput, Message } from '@aws-sdk/client-bedrock-runtime'
import type { ModelMessage, ModelRequest } from '../../ports/language-model.ts'

export type ConverseOptions = {
  /** A model id, or the id or ARN of an inference profile; passed on as it is. */
  model: string
  guardrail?: { id: string; version: string } | undefined
  /** For models that keep the start of a prompt only where they are told to. Default false. */
  promptCaching?: boolean | undefined
}

/** A request in the words of the Converse API. */
export function toConverse(request: ModelRequest, options: ConverseOptions): ConverseStreamCommandInput {
  const { messages, maxOutputTokens, temperature, jsonSchema } = request
  const { model, guardrail, promptCaching = false } = options
  const system = messages.filter(({ role, content }) => role === 'system' && isTold(content))
  const rules = system.map(({ content }) => ({ text: content }))
  return {
    modelId: model,
    ...(rules.length > 0 && {
      system: promptCaching ? [...rules, { cachePoint: { type: 'default' } }] : rules,
    }),
    messages: turnsOf(messages),
    inferenceConfig: { maxTokens: maxOutputTokens, ...(temperature === undefined ? {} : { temperature }) },
    ...(guardrail && {
      guardrailConfig: {
        guardrailIdentifier: guardrail.id,
        guardrailVersion: guardrail.version,
        // Otherwise text would be let out before it is looked at.
        streamProcessingMode: 'sync',
      },
    }),
    ...(jsonSchema && {
      outputConfig: {
        textFormat: {
          type: 'json_schema',
          structure: { jsonSchema: { name: 'answer', schema: JSON.stringify(jsonSchema) } },
        },
      },
    }),
  }
}

/** Converse refuses blank text, and two turns of one role in a row: they become one. */
function turnsOf(messages: readonly ModelMessage[]): Message[] {
  const turns: (Message & { content: { text: string }[] })[] = []
  for (const { role, content } of messages) {
    if (role === 'system' || !isTold(content)) continue
    const last = turns.at(-1)
    if (last?.role === role) last.content.push({ text: content })
    else turns.push({ role, content: [{ text: content }] })
  }
  return turns
}

const isTold = (text: string) => text.trim() !== ''
