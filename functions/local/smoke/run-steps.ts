import * as z from 'zod'
import { deadlineIn, withSignal } from '../../../shared/lib/deadline.ts'
import type { SeenEvent } from './read-stream.ts'
import { type Site, SmokeFailure } from './site.ts'

/** What later steps take of earlier ones. */
export type Found = { answer?: { id: string; events: readonly SeenEvent[]; synopsis: string } }

export type StepOptions = { site: Site; question: string; signal: AbortSignal; found: Found }

/** A check; what it returns is told beside its tick, what it throws beside its cross. */
export type Step = { name: string; run(options: StepOptions): Promise<string | Skipped> }

export type Skipped = { skipped: string }

export type StepResult = {
  name: string
  outcome: 'passed' | 'failed' | 'skipped'
  ms: number
  detail: string
}

/** Every step in its turn, also after one that failed. */
export async function runSteps(
  steps: readonly Step[],
  { timeoutMs, ...options }: { site: Site; question: string; timeoutMs: number },
): Promise<StepResult[]> {
  const found: Found = {}
  const results: StepResult[] = []
  for (const step of steps) results.push(await runStep(step, { ...options, found }, timeoutMs))
  return results
}

async function runStep(
  { name, run }: Step,
  options: Omit<StepOptions, 'signal'>,
  timeoutMs: number,
): Promise<StepResult> {
  const startedAt = performance.now()
  const end = (outcome: StepResult['outcome'], detail: string): StepResult => {
    return { name, outcome, ms: Math.round(performance.now() - startedAt), detail }
  }
  // A little longer than the step's own: it may still say where it stood.
  const { signal } = deadlineIn(timeoutMs)
  try {
    const told = await withSignal(run({ ...options, signal }), deadlineIn(timeoutMs + 500).signal)
    return typeof told === 'string' ? end('passed', told) : end('skipped', told.skipped)
  } catch (thrown) {
    if (thrown instanceof SmokeFailure) return end('failed', thrown.message)
    if (signal.aborted) return end('failed', `not done within ${timeoutMs / 1_000} s`)
    return end('failed', reasonOf(thrown))
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof z.ZodError) {
    const [issue] = thrown.issues
    return `the reply is not as the API says: ${issue?.path.join('.') || 'all of it'}: ${issue?.message}`
  }
  return thrown instanceof SyntaxError ? 'the reply is no JSON' : String(thrown)
}
