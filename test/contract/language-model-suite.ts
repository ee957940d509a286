import { describe, expect, it } from 'vitest'
import { IngotError } from '../../shared/errors.ts'
import type { LanguageModel, ModelPart } from '../../shared/ports/language-model.ts'
import { MODEL_ERROR_CODES } from '../../shared/ports/language-model.ts'

/**
 * What the vendor does; the adapter's test plays it on the vendor's own wire.
 * - `plain` "Rust is " "fast." and stop, 100 tokens in, 20 out, none of reasoning
 * - `reasoned` reasoning "Let me see.", then `plain`'s text; 100 in, 20 out, 8 of them reasoning
 * - `length` "Rust is" and the token limit; `filtered` "Rust" and the content filter
 * - `cut` "Rust is" and the connection breaks; `broken-off` "Rust is" and a clean end without a finish
 * - `failing` "Rust is" and an error of the vendor, in the stream
 * - `stalled` "Rust is" and silence, longer than the model's idle timeout
 * - `endless` "Rust is" and silence that the idle timeout outlasts
 * - the others answer with an error before the stream; each of their bodies says "vendor-secret"
 */
export type VendorScenario =
  | 'plain'
  | 'reasoned'
  | 'length'
  | 'filtered'
  | 'cut'
  | 'broken-off'
  | 'failing'
  | 'stalled'
  | 'endless'
  | 'throttled'
  | 'down'
  | 'forbidden'
  | 'not-a-stream'

export type VendorUnderTest = {
  model: LanguageModel
  calls: () => number
  /** Resolves when the vendor sees that its client left. */
  aborted: () => Promise<void>
}

const REQUEST = { messages: [{ role: 'user' as const, content: 'What is Rust?' }], maxOutputTokens: 100 }

const FAILURES = [
  ['throttled', [], 'model_throttled'],
  ['down', [], 'model_unavailable'],
  ['forbidden', [], 'model_refused_request'],
  ['not-a-stream', [], 'model_protocol_error'],
  ['cut', ['Rust is'], 'model_unavailable'],
  ['failing', ['Rust is'], 'model_unavailable'],
  ['broken-off', ['Rust is'], 'model_protocol_error'],
  ['stalled', ['Rust is'], 'model_timeout'],
] as const

/** Every language model behaves like this. */
export function describeLanguageModel(
  name: string,
  playing: (scenario: VendorScenario) => Promise<VendorUnderTest>,
): void {
  describe(`language model: ${name}`, () => {
    const never = new AbortController().signal

    it('streams the text and ends with one finish that tells the usage', async () => {
      const { model, calls } = await playing('plain')
      expect(await drain(model, never)).toEqual({
        parts: [
          { type: 'text-delta', text: 'Rust is ' },
          { type: 'text-delta', text: 'fast.' },
          {
            type: 'finish',
            reason: 'stop',
            usage: { inputTokens: 100, outputTokens: 20, reasoningTokens: 0 },
          },
        ],
        thrown: undefined,
      })
      expect(calls()).toBe(1)
    })

    it('tells reasoning apart from text', async () => {
      const { model } = await playing('reasoned')
      const { parts } = await drain(model, never)
      expect(textOf(parts, 'reasoning-delta')).toBe('Let me see.')
      expect(textOf(parts, 'text-delta')).toBe('Rust is fast.')
      expect(parts.at(-1)).toEqual({
        type: 'finish',
        reason: 'stop',
        usage: { inputTokens: 100, outputTokens: 20, reasoningTokens: 8 },
      })
    })

    it.each(['length', 'filtered'] as const)('says that the end was "%s"', async (reason) => {
      const { model } = await playing(reason)
      const { parts } = await drain(model, never)
      expect(parts.at(-1)).toMatchObject({ type: 'finish', reason })
    })

    it.each(FAILURES)(
      '"%s": gives what came, %j, and throws %s once, without a retry',
      async (scenario, texts, code) => {
        const { model, calls } = await playing(scenario)
        const { parts, thrown } = await drain(model, never)
        expect(parts).toEqual(texts.map((text) => ({ type: 'text-delta', text })))
        expect(thrown).toBeInstanceOf(IngotError)
        expect((thrown as IngotError).code).toBe(code)
        expect(MODEL_ERROR_CODES).toContain(code)
        expect((thrown as IngotError).message).not.toContain('vendor-secret')
        expect(calls()).toBe(1)
      },
    )

    it('keeps what the vendor said about when to come back', async () => {
      const { model } = await playing('throttled')
      expect((await drain(model, never)).thrown).toMatchObject({ retryAfterS: 7, retryable: true })
    })

    it("an abort ends the stream with the signal's reason, and the vendor's request", async () => {
      const { model, aborted } = await playing('endless')
      const controller = new AbortController()
      const reason = new Error('the reader left')
      const { parts, thrown } = await drain(model, controller.signal, () => controller.abort(reason))
      expect(parts).toEqual([{ type: 'text-delta', text: 'Rust is' }])
      expect(thrown).toBe(reason)
      await aborted()
    })

    it('does not call the vendor when the signal is aborted already', async () => {
      const { model, calls } = await playing('plain')
      const reason = new Error('too late')
      expect(await drain(model, AbortSignal.abort(reason))).toEqual({ parts: [], thrown: reason })
      expect(calls()).toBe(0)
    })

    it("a loop that is left early ends the vendor's request", async () => {
      const { model, aborted } = await playing('endless')
      for await (const _part of model.stream(REQUEST, { signal: never })) break
      await aborted()
    })

    it('keeps two streams at once apart', async () => {
      const { model } = await playing('reasoned')
      const [one, other] = await Promise.all([drain(model, never), drain(model, never)])
      expect(one.parts).toEqual(other.parts)
      expect(textOf(one.parts, 'text-delta')).toBe('Rust is fast.')
    })
  })
}

async function drain(model: LanguageModel, signal: AbortSignal, onPart?: () => void) {
  const parts: ModelPart[] = []
  try {
    for await (const part of model.stream(REQUEST, { signal })) {
      parts.push(part)
      onPart?.()
    }
  } catch (thrown) {
    return { parts, thrown }
  }
  return { parts, thrown: undefined }
}

const textOf = (parts: readonly ModelPart[], type: 'reasoning-delta' | 'text-delta') =>
  parts.map((part) => (part.type === type ? part.text : '')).join('')
