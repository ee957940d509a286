import { createHash } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

type Body = string | Uint8Array
/** A body, or all of a reply; each request to a path with several gets the next one, and the last stays. */
export type SiteFile = Body | { status?: number; headers?: Record<string, string>; body?: Body } | 'held'
export type SiteFiles = Record<string, SiteFile | readonly SiteFile[]>

const TYPES: readonly [RegExp, string][] = [
  [/\.xml$/, 'application/xml'],
  [/\.txt$/, 'text/plain'],
  [/\.pdf$/, 'application/pdf'],
  [/\.gz$/, 'application/gzip'],
  [/\.png$/, 'image/png'],
]

/** A page with enough words to be read. */
export const sitePage = (
  title: string,
  text: string,
  { links = [], head = '' }: { links?: string[]; head?: string } = {},
) =>
  `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head><body><main><h1>${title}</h1><p>${text}</p>` +
  `</main><nav>${links.map((link) => `<a href="${link}">${link}</a>`).join(' ')}</nav></body></html>`

/** A site on loopback that knows entity tags (RFC 9110, 8.8.3) and tells what was asked of it. */
export async function startSiteServer(files: SiteFiles) {
  const asked: { path: string; status: number; at: number }[] = []
  const times = new Map<string, number>()
  const waiting = new Set<() => void>()

  const next = (path: string): SiteFile | undefined => {
    const file = files[path]
    if (!Array.isArray(file)) return file as SiteFile | undefined
    const time = times.get(path) ?? 0
    times.set(path, time + 1)
    return (file as readonly SiteFile[])[Math.min(time, file.length - 1)]
  }

  const answer = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const path = request.url ?? ''
    const file = next(path)
    if (file === 'held') {
      asked.push({ path, status: 0, at: Date.now() })
      for (const tell of waiting) tell()
      return
    }
    const { status, headers, body } = replyTo(request, file)
    asked.push({ path, status, at: Date.now() })
    response.writeHead(status, headers).end(body)
  }

  const server = http.createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    address: `http://${host}`,
    /** To be changed by the test. */
    files,
    asked,
    /** Paths in the order they were asked for, since the last call. */
    paths: () => asked.splice(0).map(({ path }) => path),
    /** Resolves when a file that is held is asked for. */
    reached: () =>
      new Promise<void>((resolve) => {
        const tell = () => {
          waiting.delete(tell)
          resolve()
        }
        waiting.add(tell)
      }),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
export type SiteServer = Awaited<ReturnType<typeof startSiteServer>>

function replyTo(request: http.IncomingMessage, file: Exclude<SiteFile, 'held'> | undefined) {
  if (file === undefined) return { status: 404, headers: {}, body: '' }
  const given = typeof file === 'string' || file instanceof Uint8Array ? { body: file } : file
  const { status = 200, headers = {}, body = '' } = given
  if (status !== 200) return { status, headers, body }
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`
  const type = TYPES.find(([name]) => name.test(request.url ?? ''))?.[1] ?? 'text/html; charset=utf-8'
  const told = { 'content-type': type, etag, ...headers }
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: told, body: undefined }
  return { status: 200, headers: told, body }
}
