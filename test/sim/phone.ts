import { answerIdOf, isTerminal, lastSeenId, readEventStream } from '../support/event-reader.ts'
import type { StreamedLine } from '../support/test-server.ts'

export type Phone = {
  /** Whether the connection is lost now, after the events of this one so far. */
  isLost: (seenHere: number) => boolean
  /** The address of the server to come to. */
  nextServer: () => string
}

export type Heard = {
  /** All that came over all connections. */
  lines: StreamedLine[]
  connections: number
}

const CONNECTIONS_AT_MOST = 60

/**
 * Asks, loses the connection again and again, and comes back elsewhere with the last event's id, until a
 * terminal event is heard. A phone that has not heard the answer's id yet asks again.
 */
export async function askByPhone(body: object, { isLost, nextServer }: Phone): Promise<Heard> {
  const lines: StreamedLine[] = []
  for (let connections = 1; connections <= CONNECTIONS_AT_MOST; connections += 1) {
    await listen(lines, body, { isLost, nextServer })
    if (lines.some(isTerminal)) return { lines, connections }
  }
  throw new Error(`no end after ${CONNECTIONS_AT_MOST} connections`)
}

async function listen(lines: StreamedLine[], body: object, { isLost, nextServer }: Phone): Promise<void> {
  const response = await connect(nextServer(), lines, body)
  if (!response) return
  const stream = readEventStream(response)
  try {
    while (!isLost(stream.lines.length)) {
      const line = await stream.next()
      if (!line) return
      lines.push(line)
      if (isTerminal(line)) break
    }
  } catch {
    // The server was killed.
  }
  await stream.leave()
}

/** Undefined where nobody listens. */
async function connect(
  server: string,
  lines: readonly StreamedLine[],
  body: object,
): Promise<Response | undefined> {
  const id = answerIdOf(lines)
  const seen = lastSeenId([...lines])
  const response =
    id === ''
      ? fetch(`${server}/v1/answers`, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        })
      : fetch(`${server}/v1/answers/${id}/events`, {
          headers: { accept: 'text/event-stream', ...(seen === undefined ? {} : { 'last-event-id': seen }) },
        })
  const reply = await response.catch(() => undefined)
  if (reply && !reply.ok) throw new Error(`refused: ${reply.status} ${await reply.text()}`)
  return reply
}
