import { type Invocation, withTimeLeft } from './invocation.ts'
import { createSandboxApp, type SandboxOptions } from './sandbox-app.ts'
import type { ProxyEvent } from './to-request.ts'

/** What API Gateway takes for a reply in one piece. */
export type ProxyResult = {
  statusCode: number
  multiValueHeaders: Record<string, string[]>
  body: string
  isBase64Encoded: boolean
}

const TEXT = /^(?:text\/|application\/(?:[\w.-]+\+)?json\b)/

/** Answers with the app's whole replies. Never rejects. */
export function createBufferedHandler(options: SandboxOptions) {
  const app = createSandboxApp(options)
  return (event: ProxyEvent, invocation: Invocation): Promise<ProxyResult> =>
    withTimeLeft(invocation, async (time) => {
      const { response } = await app.reply(event, time)
      const bytes = Buffer.from(await response.arrayBuffer())
      const isText = TEXT.test(response.headers.get('content-type') ?? 'text/plain')
      await app.settled(time)
      return {
        statusCode: response.status,
        multiValueHeaders: multiValueHeadersOf(response.headers),
        body: bytes.toString(isText ? 'utf8' : 'base64'),
        isBase64Encoded: !isText,
      }
    })
}

function multiValueHeadersOf(headers: Headers): Record<string, string[]> {
  const cookies = headers.getSetCookie()
  const all: Record<string, string[]> = {}
  for (const [name, value] of headers) if (name !== 'set-cookie') all[name] = [value]
  return cookies.length > 0 ? { ...all, 'set-cookie': cookies } : all
}
