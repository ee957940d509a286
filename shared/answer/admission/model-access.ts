import type { ModeReason } from '../../api/answer.ts'
import type { ModelEntry } from '../../config/models.ts'
import type { IngotError } from '../../errors.ts'
import { createCircuitBreaker } from '../../lib/circuit-breaker.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ModelUsage } from '../../ports/language-model.ts'
import type { ModelSlots } from '../../ports/model-slots.ts'
import { reasonOf } from '../reason-of.ts'
import { createEstimator } from './estimate.ts'
import { type Admission, createModelGate, type QueueNotice } from './model-gate.ts'
import { createRetryBudget } from './retry-budget.ts'

const RETRY_AFTER_MS = 250

/** One answer's way to the model: from asking for a place to what came of the call. */
export type Place = {
  /** The place in the queue while there is one; then the place at the model, or why there is none. */
  wait(): AsyncGenerator<QueueNotice, Admission | { kind: 'refused'; reason: ModeReason }>
  succeeded(usage: ModelUsage): void
  /** Whether the model is to be asked once more, after a pause; never when something has been shown. */
  failed(error: IngotError, options: { hasShown: boolean; signal: AbortSignal }): Promise<boolean>
  leave(): void
}

export type ModelStatus = {
  state: 'available' | 'busy' | 'failing'
  running: number
  queued: number
  /** ms since the epoch; null: it is tried at once. */
  triedAgainAt: number | null
}

export type ModelAccess = {
  /** Asks for a place at once; `waitMs` is how long the answer can wait for it. */
  begin(options: { mode: 'fast' | 'deep'; inputTokens: number; waitMs: number; signal: AbortSignal }): Place
  status(): ModelStatus
}

/** All that stands between an answer and a model: the queue, the breaker, and the budget of retries. */
export function createModelAccess(options: {
  entry: Pick<ModelEntry, 'alias' | 'max_concurrency' | 'max_wait_s' | 'gpu'>
  slots: ModelSlots
  clock: Clock
  random?: () => number
  onFailure?: () => void
}): ModelAccess {
  const { entry, slots, clock, random = Math.random, onFailure = () => undefined } = options
  const { alias: model, max_concurrency: limit } = entry
  const gate = createModelGate({ model, limit, slots, clock, random })
  const breaker = createCircuitBreaker({ clock })
  const estimator = createEstimator(entry)
  const retries = createRetryBudget()
  let lastReason: ModeReason = 'model_unavailable'

  return {
    begin({ mode, inputTokens, waitMs, signal }) {
      if (!breaker.admits()) return refusedPlace(lastReason)
      const ticket = gate.enter({
        estimateMs: estimator.streamMs({ inputTokens, mode }),
        waitMs: Math.min(waitMs, entry.max_wait_s * 1_000),
        signal,
      })
      let startedAt = 0
      let isSettled = false
      let isSecond = false
      return {
        async *wait() {
          const admission = yield* ticket.wait()
          startedAt = clock.now()
          retries.earn()
          return admission
        },
        succeeded({ outputTokens }) {
          isSettled = true
          breaker.succeeded()
          estimator.observe({ ms: clock.now() - startedAt, outputTokens, mode })
        },
        async failed(error, { hasShown, signal: reading }) {
          isSettled = true
          onFailure()
          lastReason = reasonOf(error)
          breaker.failed(error)
          const isWorthIt =
            error.retryable && error.code !== 'model_throttled' && error.code !== 'model_timeout'
          if (hasShown || isSecond || !isWorthIt || reading.aborted) return false
          if (breaker.openUntil() !== null || !retries.spend()) return false
          isSecond = true
          await clock.sleep(RETRY_AFTER_MS * (0.5 + random()), { signal: reading }).catch(() => undefined)
          return !reading.aborted
        },
        leave() {
          if (!isSettled) breaker.left()
          ticket.leave()
        },
      }
    },
    status() {
      const triedAgainAt = breaker.openUntil()
      const { running, queued } = gate
      const isBusy = running >= limit || queued > 0
      return {
        state: breaker.isFailing() ? 'failing' : isBusy ? 'busy' : 'available',
        running,
        queued,
        triedAgainAt,
      }
    },
  }
}

function refusedPlace(reason: ModeReason): Place {
  return {
    // biome-ignore lint/correctness/useYield: there is no queue
    async *wait() {
      return { kind: 'refused', reason }
    },
    succeeded: () => undefined,
    failed: async () => false,
    leave: () => undefined,
  }
}
