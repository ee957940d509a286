import * as z from 'zod'
import { Extension, ListedSource, Message, Text } from './messages.ts'

/** What is read of OpenAI's `POST /v1/chat/completions`. */
export const ChatRequest = z.looseObject({
  model: z
    .string()
    .describe('An alias from GET /v1/models, or any other name, which leaves the choice to Ingot.'),
  messages: z
    .array(Message)
    .min(1)
    .describe('The last text of the user is the question, and is understood after what was said before.'),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  reasoning_effort: Text,
  verbosity: Text,
  response_format: z.looseObject({}).nullish(),
  web_search_options: z
    .looseObject({
      search_context_size: Text,
      user_location: z.looseObject({ approximate: z.looseObject({ country: Text }).optional() }).nullish(),
    })
    .nullish(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

const ChatUsage = z.looseObject({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
})
const Annotation = z.looseObject({
  type: z.literal('url_citation'),
  url_citation: z.looseObject({
    start_index: z.int(),
    end_index: z.int(),
    title: z.string(),
    url: z.string(),
  }),
})
const Head = { id: z.string(), created: z.int(), model: z.string() }
const listed = { citations: z.array(z.string()), search_results: z.array(ListedSource) }

export const ChatCompletion = z.looseObject({
  ...Head,
  object: z.literal('chat.completion'),
  choices: z
    .array(
      z.looseObject({
        index: z.int(),
        message: z.looseObject({
          role: z.literal('assistant'),
          content: z.string(),
          annotations: z.array(Annotation),
        }),
        finish_reason: z.enum(['stop', 'length']),
      }),
    )
    .length(1),
  usage: ChatUsage,
  ...listed,
  ingot: Extension,
})

/** One `data:` line of a stream; the last is `[DONE]`. */
export const ChatCompletionChunk = z.looseObject({
  ...Head,
  object: z.literal('chat.completion.chunk'),
  choices: z
    .array(
      z.looseObject({
        index: z.int(),
        delta: z.looseObject({
          role: z.string().optional(),
          content: z.string().optional(),
          annotations: z.array(Annotation).optional().describe('On the last chunk.'),
        }),
        finish_reason: z.enum(['stop', 'length']).nullable(),
      }),
    )
    .length(1),
  usage: ChatUsage.nullish().describe('With `include_usage`, on the last chunk.'),
  citations: listed.citations.optional().describe('On the first chunk and the last.'),
  search_results: listed.search_results.optional().describe('On the first chunk and the last.'),
  ingot: Extension.optional().describe('On the last chunk.'),
})

export const OpenAiError = z.looseObject({
  error: z.looseObject({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string(),
  }),
})
