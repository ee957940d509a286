import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type WikiArticle = { pageid: number; title: string; extract: string }

/** What the wiki does instead of answering. */
export type WikiFault =
  | 'none'
  | 'error-body'
  | 'rate-limited'
  | 'html'
  | 'slow'
  | 'no-extracts'
  | 'other-shape'
  | 'empty'
  | 'cut'
  | 'status-401'
  | 'status-402'
  | 'status-422'

/** A MediaWiki on loopback with the documented replies of `list=search` and `prop=extracts|info` (formatversion 2). */
export async function startWikiServer(articles: Record<string, readonly WikiArticle[]>) {
  let fault: WikiFault = 'none'
  const requests: { edition: string; query: URLSearchParams; userAgent: string | undefined }[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const edition = url.pathname.split('/')[1] ?? ''
    const query = url.searchParams
    requests.push({ edition, query, userAgent: request.headers['user-agent'] })
    const reply = FAULTY_REPLIES[fault] ?? { body: JSON.stringify(answer(edition, query)) }
    if (fault === 'slow') return
    if (fault === 'cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' }).write('{')
      setImmediate(() => response.socket?.resetAndDestroy())
      return
    }
    const { status = 200, type = 'application/json; charset=utf-8', headers = {}, body } = reply
    response.writeHead(status, { 'content-type': type, ...headers }).end(body)
  })

  const answer = (edition: string, query: URLSearchParams) => {
    const known = articles[edition] ?? []
    if (query.get('list') === 'search') return searchReply(known, query)
    const article = known.find(({ pageid }) => String(pageid) === query.get('pageids'))
    const title = article?.title.replaceAll(' ', '_') ?? ''
    const page = {
      pageid: article?.pageid,
      ns: 0,
      title: article?.title,
      contentmodel: 'wikitext',
      pagelanguage: edition,
      fullurl: `${origin}/${edition}/wiki/${encodeURIComponent(title)}`,
      ...(fault === 'no-extracts' ? {} : { extract: article?.extract }),
    }
    return { batchcomplete: true, query: { pages: [page] } }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    apiUrl: `${origin}/{language}/api.php`,
    requests,
    setFault(next: WikiFault) {
      fault = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const FAULTY_REPLIES: Partial<
  Record<WikiFault, { status?: number; type?: string; headers?: Record<string, string>; body: string }>
> = {
  'rate-limited': {
    status: 429,
    headers: { 'retry-after': '7' },
    body: '{"error":{"code":"ratelimited","info":"wait"}}',
  },
  html: { type: 'text/html', body: '<html>busy</html>' },
  'error-body': { body: '{"error":{"code":"cirrussearch-backend-error","info":"try again"}}' },
  empty: { body: '{"batchcomplete":true,"query":{"searchinfo":{"totalhits":0},"search":[]}}' },
  'status-401': { status: 401, type: 'text/html', body: '<html>Who are you?</html>' },
  'status-402': { status: 402, type: 'text/html', body: '<html>Pay.</html>' },
  'status-422': { status: 422, body: '{"error":{"code":"badvalue"}}' },
  'other-shape': { body: '{"batchcomplete":true}' },
}

function searchReply(known: readonly WikiArticle[], query: URLSearchParams) {
  const words = query.get('srsearch')?.toLowerCase().split(' ') ?? []
  const found = known.filter(({ title, extract }) => {
    const text = `${title} ${extract}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const search = found.slice(0, Number(query.get('srlimit'))).map(({ pageid, title, extract }) => ({
    ns: 0,
    title,
    pageid,
    size: extract.length,
    snippet: `about <span class="searchmatch">${title}</span> &amp; more`,
    timestamp: '2026-01-01T00:00:00Z',
  }))
  return { batchcomplete: true, query: { searchinfo: { totalhits: search.length }, search } }
}
