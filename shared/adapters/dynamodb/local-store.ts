import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import dynalite from 'dynalite'
import database from 'dynalite/db/index.js'
import { IngotError } from '../../errors.ts'

const HOST = '127.0.0.1'

/**
 * DynamoDB's API from dynalite, in this process, on loopback. `path` is a folder, or null for memory;
 * `port` 0 takes a free one. What was acknowledged survives the death of the process (not of the machine:
 * writes are not synced). Throws `already_running` when another process holds the path or the port.
 */
export async function startLocalStore(options: {
  path: string | null
  port: number
}): Promise<{ endpoint: string; close(): Promise<void> }> {
  const { path, port } = options
  const { answer, db } = await openDynalite(path)
  const running = new Set<Promise<Reply>>()
  let closing: Promise<void> | undefined

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    // Only browsers send an origin: no web page may read or write the store.
    if (request.headers.origin !== undefined) return response.writeHead(403).end()
    const body = await buffer(request).catch(() => undefined)
    if (body === undefined || closing !== undefined) return response.destroy()
    const answered = answer(request, body)
    running.add(answered)
    const { status, headers, text } = await answered
    running.delete(answered)
    return response.writeHead(status, headers).end(text)
  }
  const server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void serve(request, response),
  )
  try {
    await listen(server, port)
  } catch (thrown) {
    await db.close()
    throw thrown
  }
  const close = async () => {
    // dynalite brings the process down when its database goes away under a call.
    await Promise.all(running)
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
    await db.close()
  }
  return {
    endpoint: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

type Reply = { status: number; headers: Record<string, string>; text: string }
type Answer = (request: IncomingMessage, body: Buffer) => Promise<Reply>

/**
 * dynalite without its server: that one throws, outside of any call, when a client hangs up or the
 * database cannot be opened. Here it sees only whole requests and an open database.
 */
async function openDynalite(path: string | null) {
  const { create } = database
  let store: ReturnType<typeof create> | undefined
  let server: Server
  // It keeps its database to itself; this is the only way to hear whether it could be opened.
  database.create = (options) => {
    store = create(options)
    return store
  }
  try {
    server = dynalite({ ...(path === null ? {} : { path }), createTableMs: 0, deleteTableMs: 0 })
  } finally {
    database.create = create
  }
  if (store === undefined) throw new IngotError('internal', 'This version of dynalite is not known.')
  const { db } = store
  try {
    await db.open()
  } catch (cause) {
    if (isLocked(cause)) {
      throw new IngotError('already_running', `${path} is in use by another process`, { cause })
    }
    throw new IngotError('store_unavailable', `The store in ${path} cannot be opened.`, { cause })
  }
  const [handle] = server.listeners('request') as ((request: object, response: object) => void)[]
  const answer: Answer = ({ method, url, headers }, body) =>
    new Promise((resolve) => {
      if (!isRequestBody(body)) {
        resolve({ status: 400, headers: {}, text: '{"__type":"SerializationException"}' })
        return
      }
      const reply: Reply = { status: 200, headers: {}, text: '' }
      handle?.(Object.assign(Readable.from([body]), { method, url, headers }), {
        set statusCode(status: number) {
          reply.status = status
        },
        setHeader(name: string, value: string | number) {
          reply.headers[name] = String(value)
        },
        end: (text = '') => resolve({ ...reply, text }),
      })
    })
  return { answer, db }
}

/** dynalite takes members of the body for what they should be, and throws where nobody can catch it. */
function isRequestBody(body: Buffer): boolean {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    return typeof parsed === 'object' && hasNoNull(parsed)
  } catch {
    // Nothing at all is a health check.
    return body.length === 0
  }
}

function hasNoNull(value: unknown): boolean {
  if (value === null) return false
  return typeof value !== 'object' || Object.values(value).every(hasNoNull)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE'
      reject(
        isTaken
          ? new IngotError('already_running', `${HOST}:${port} is in use by another process`, { cause })
          : new IngotError('store_unavailable', `${HOST}:${port} cannot be listened on.`, { cause }),
      )
    })
    server.listen(port, HOST, resolve)
  })
}

/** LevelDB's lock is the operating system's: it goes with the process that held it. */
function isLocked(thrown: unknown): boolean {
  const { code, cause } = thrown as { code?: unknown; cause?: unknown }
  return code === 'LEVEL_LOCKED' || (cause instanceof Error && isLocked(cause))
}
