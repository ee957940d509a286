import { afterEach, describe, expect, it } from 'vitest'
import { createBedrockClient } from '../../shared/adapters/bedrock/client.ts'
import { createBedrockModel } from '../../shared/adapters/bedrock/language-model.ts'
import { createOpenAiCompatibleModel } from '../../shared/adapters/openai-compatible/language-model.ts'
import type { IngotError } from '../../shared/errors.ts'
import type { LanguageModel } from '../../shared/ports/language-model.ts'
import { eventFrame } from '../support/bedrock-frames.ts'
import { startBedrockServer } from '../support/bedrock-server.ts'
import { DONE, deltaEvent, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'

let close: () => Promise<unknown> = async () => undefined
afterEach(() => close())

/** A server that serves DeepSeek-R1 without a parser for its thoughts: the opening tag stands in the prompt. */
async function start(answers: readonly (readonly object[])[], { reasons = false, end = 'stop' } = {}) {
  const vendor = await startScriptedOpenAiServer((_, index) => ({
    steps: [...(answers[index] ?? []).map((delta) => deltaEvent({ ...delta })), deltaEvent({}, end), DONE],
  }))
  close = vendor.close
  const entry = { alias: 'r1', model: 'deepseek-r1', base_url: vendor.baseUrl }
  return createOpenAiCompatibleModel({ entry, reasons })
}

async function ask(model: LanguageModel) {
  const told = { reasoning: '', text: '', error: null as string | null }
  const request = { messages: [{ role: 'user' as const, content: 'Why?' }], maxOutputTokens: 50 }
  try {
    for await (const part of model.stream(request, { signal: new AbortController().signal })) {
      if (part.type === 'reasoning-delta') told.reasoning += part.text
      if (part.type === 'text-delta') told.text += part.text
    }
  } catch (thrown) {
    told.error = (thrown as IngotError).code
  }
  return told
}

const THOUGHT = [{ content: 'Hm, let me ' }, { content: 'see.\n</th' }, { content: 'ink>\n\nFast.' }]
const PLAIN = [{ content: 'Fast ' }, { content: 'it is.' }]

describe('thoughts whose opening tag stands in the prompt', () => {
  it('are kept apart from the first answer on, where the models file says that the model reasons', async () => {
    const model = await start([THOUGHT, THOUGHT], { reasons: true })
    for (let call = 0; call < 2; call++)
      expect(await ask(model)).toEqual({ reasoning: 'Hm, let me see.\n', text: 'Fast.', error: null })
  })

  it('else spoil one answer, which is no good one, and are known from then on', async () => {
    const model = await start([THOUGHT, THOUGHT])
    expect((await ask(model)).error).toBe('model_protocol_error')
    expect(await ask(model)).toEqual({ reasoning: 'Hm, let me see.\n', text: 'Fast.', error: null })
  })

  it('that did not come: all was the answer, and the next one streams as it comes', async () => {
    const model = await start([PLAIN, PLAIN], { reasons: true })
    expect((await ask(model)).text).toBe('Fast it is.')
    expect(await ask(model)).toEqual({ reasoning: '', text: 'Fast it is.', error: null })
  })

  it('are not waited for where the server tells them by themselves', async () => {
    const model = await start([[{ reasoning_content: 'Hm.' }, ...PLAIN], PLAIN], { reasons: true })
    expect(await ask(model)).toEqual({ reasoning: 'Hm.', text: 'Fast it is.', error: null })
    expect(await ask(model)).toEqual({ reasoning: '', text: 'Fast it is.', error: null })
  })

  it('are told from the answer where the content is made of parts', async () => {
    const thought = [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }]
    const model = await start([[{ content: thought }, { content: [{ type: 'text', text: 'Fast.' }] }]])
    expect(await ask(model)).toEqual({ reasoning: 'Hm.', text: 'Fast.', error: null })
  })

  it('may be followed by a tag around the answer', async () => {
    const model = await start([
      [{ content: '<think>\nHm.\n</think>\n<ans' }, { content: 'wer>\nFast.\n</ans' }, { content: 'wer>' }],
    ])
    expect(await ask(model)).toEqual({ reasoning: '\nHm.\n', text: 'Fast.\n', error: null })
  })

  it('that were cut are no answer', async () => {
    const model = await start([[{ content: 'Hm, let me see' }]], { reasons: true, end: 'length' })
    expect(await ask(model)).toEqual({ reasoning: 'Hm, let me see', text: '', error: null })
  })

  it('are known on Bedrock, too, whose imported models tell them so', async () => {
    const text = (content: string) =>
      eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: content } })
    const steps = [text('Hm.\n</think>\n\nFast.'), eventFrame('messageStop', { stopReason: 'end_turn' })]
    const vendor = await startBedrockServer({ steps })
    close = vendor.close
    const client = createBedrockClient({
      ...{ region: 'us-east-1', endpoint: vendor.endpoint },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const model = createBedrockModel({ alias: 'r1', model: 'imported', client })
    expect((await ask(model)).error).toBe('model_protocol_error')
    expect(await ask(model)).toEqual({ reasoning: 'Hm.\n', text: 'Fast.', error: null })
  })
})
