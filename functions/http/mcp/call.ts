import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { CallToolResult, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js'
import { type IngotError, toIngotError } from '../../../shared/errors.ts'
import type { Caller } from '../../../shared/ports/callers.ts'
import type { AppDeps } from '../app-deps.ts'
import { logFailure } from '../problem.ts'

/** Why nobody waits for a call any more: only what is cancelled is stopped, too. */
export const CANCELLED = 'cancelled'
export const LEFT = 'left'

/** One call of a tool. */
export type Call = {
  deps: AppDeps
  caller: Caller
  requestId: string
  /** By which its client may cancel it, whichever process hears of that; undefined without a session. */
  name: string | undefined
  /** Aborts with `CANCELLED`, `LEFT`, or why the reply may take no longer. */
  signal: AbortSignal
  onEnd: () => void
}

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

/** `structured` for programs, `text` for models. */
export type Told = { structured: Record<string, unknown>; text: string }

/** What a tool tells, or why it cannot: a model is told of an error as of anything else. */
export async function resultOf(call: Call, tell: () => Promise<Told>): Promise<CallToolResult> {
  try {
    const { structured, text } = await tell()
    return { structuredContent: structured, content: [{ type: 'text', text }] }
  } catch (thrown) {
    if (!call.signal.aborted) logFailure(call.deps.log, thrown, call.requestId)
    return { isError: true, content: [{ type: 'text', text: refusalOf(toIngotError(thrown)) }] }
  } finally {
    call.onEnd()
  }
}

const refusalOf = ({ code, message, retryable }: IngotError) =>
  `${message} (${code}${retryable ? '; may work later' : ''})`
