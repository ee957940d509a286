import path from 'node:path'
import { DocumentResponse } from '../../../shared/api/documents.ts'
import type { Settings } from '../../../shared/config/env.ts'
import { IngotError, toIngotError } from '../../../shared/errors.ts'
import { crawlSite } from '../../../shared/ingest/site/crawl-site.ts'
import { openSiteJournal } from '../../../shared/ingest/site/site-journal.ts'
import type { SiteDocuments } from '../../../shared/ingest/site/visit-page.ts'
import { sha256Hex } from '../../../shared/lib/hash.ts'
import { createPoliteSiteReader } from '../../../shared/runtime/page-readers.ts'
import { claimStateFolder } from '../../../shared/runtime/state-folder.ts'
import { systemClock as clock } from '../../../shared/runtime/system-clock.ts'
import type { Connection } from './connect.ts'
import type { SiteRequest } from './ingest-usage.ts'
import { listDocuments } from './list-documents.ts'
import { request } from './request.ts'
import { createSiteView } from './site-view.ts'
import type { Terminal } from './terminal.ts'

type Options = { server: Connection; terminal: Terminal; signal: AbortSignal; settings: Settings }

/**
 * Ingests a site. What is known of it lies in the state folder, so that a run that was interrupted, by whatever,
 * goes on. False when nothing of the site was read.
 */
export async function ingestSite(site: SiteRequest, options: Options): Promise<boolean> {
  const { terminal, signal, settings } = options
  const start = new URL(site.url)
  start.hash = ''
  const folder = path.join(settings.stateDir, 'sites', sha256Hex(start.href, 24))
  const owned = await claimStateFolder(folder).catch((cause: unknown) => {
    if (toIngotError(cause).code !== 'already_running') throw cause
    throw new IngotError('already_running', `${start.href} is being ingested by another command.`, { cause })
  })
  const view = createSiteView(terminal, start.href)
  try {
    const journal = await openSiteJournal(path.join(folder, 'journal.jsonl'), { now: clock.now() })
    if (journal.goesOnFrom !== null) terminal.note(`going on with the run of ${toTime(journal.goesOnFrom)}`)
    const crawl = crawlSite({
      start: start.href,
      depth: site.depth,
      maxPages: site.maxPages,
      atOnce: settings.politeness.perHost,
      reader: createPoliteSiteReader(settings, clock),
      journal,
      documents: await documentsOf(options),
      sleep: clock.sleep,
      signal,
    })
    for await (const event of crawl) view.show(event)
    return view.end('done', site)
  } catch (thrown) {
    if (signal.aborted) view.end('interrupted', site)
    else if (thrown instanceof IngotError) view.end('stopped', site)
    throw thrown
  } finally {
    await owned.release()
  }
}

const toTime = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** The collection, by way of the server. */
async function documentsOf({ server, signal }: Options): Promise<SiteDocuments> {
  const ids = new Set<string>()
  const filter = { collections: ['documents'] as const }
  for await (const { id } of listDocuments({ server, signal }, filter)) ids.add(id)
  return {
    ids,
    async put({ origin, name, bytes }) {
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(bytes)]), name)
      form.set('origin', origin)
      const response = await request(server, '/v1/documents', { method: 'POST', body: form, signal })
      const { outcome, document } = DocumentResponse.parse(await response.json())
      return { outcome, id: document.id }
    },
    async remove(id) {
      const removing = request(server, `/v1/documents/${encodeURIComponent(id)}`, {
        method: 'DELETE',
        signal,
      })
      await removing.catch((thrown: unknown) => {
        if (toIngotError(thrown).code !== 'not_found') throw thrown
      })
    },
  }
}
