import { SingleBar } from 'cli-progress'
import type { CrawlEvent } from '../../../shared/ingest/site/crawl-site.ts'
import type { SiteRequest } from './ingest-usage.ts'
import type { Terminal } from './terminal.ts'

/** Refusals that are told one by one after a bar; the summary counts all. */
const MOST_TOLD = 20

type Ending = 'done' | 'interrupted' | 'stopped'
type Visited = CrawlEvent & { kind: 'visited' }

/** Outcomes that made or found a document. */
const READ = new Set(['created', 'replaced', 'unchanged'])

/** Shows a crawl: a bar where somebody watches, else a line a page; then what came of it. */
export function createSiteView(terminal: Terminal, start: string) {
  const outcomes = new Map<string, number>()
  const codes = new Map<string, number>()
  const held: string[] = []
  let before = 0
  let total = 1
  let left = 0
  const bar = new SingleBar({
    format: '{bar} {value}/{total} pages  {name}',
    stream: terminal.progressStream,
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  })
  if (terminal.watched) bar.start(total, 0, { name: start })

  const tell = (line: string) => (terminal.watched ? held.push(line) : terminal.note(line))

  function showVisit({ visit, error, wasBefore }: Visited): void {
    count(outcomes, visit.outcome)
    if (visit.code && visit.outcome === 'refused') count(codes, visit.code)
    bar.increment({ name: visit.url })
    if (wasBefore) before += 1
    else if (error) tell(`  refused    ${visit.url}: ${error.message} (${error.code})`)
    else if (!terminal.watched) terminal.note(`  ${visit.outcome.padEnd(9)}  ${visit.url}`)
  }

  return {
    show(event: CrawlEvent): void {
      switch (event.kind) {
        case 'found':
          total = event.total
          bar.setTotal(total)
          break
        case 'visited':
          showVisit(event)
          break
        case 'list-unread':
          tell(`  not read   ${event.url}: ${event.error.message}`)
          break
        case 'ended':
          left = event.left
      }
    },

    /** Tells what came of it; false when nothing was read. */
    end(ending: Ending, { maxPages, json }: SiteRequest): boolean {
      bar.stop()
      for (const line of held.slice(0, MOST_TOLD)) terminal.note(line)
      if (held.length > MOST_TOLD) terminal.note(`  … and ${held.length - MOST_TOLD} more`)
      const counts = Object.fromEntries(outcomes)
      if (json)
        terminal.out(
          JSON.stringify({ site: start, ending, ...counts, codes: Object.fromEntries(codes), left }, null, 2),
        )
      terminal.note(
        `${start}: ${summary(outcomes, codes)}${before > 0 ? `; ${before} of them before the interruption` : ''}`,
      )
      if (left > 0) terminal.note(`${left} more addresses were found: --max-pages ${maxPages} is reached`)
      const hasRead = [...outcomes.keys()].some((outcome) => READ.has(outcome))
      if (ending !== 'done' && hasRead)
        terminal.note(`${ending}; the same command goes on from here within 24 hours`)
      return hasRead
    },
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** `12 read (10 created, 2 replaced), 3 unchanged, 2 refused (1 page_timeout, 1 page_not_found)` */
function summary(outcomes: ReadonlyMap<string, number>, codes: ReadonlyMap<string, number>): string {
  const of = (outcome: string) => outcomes.get(outcome) ?? 0
  const told = [
    part('read', of('created') + of('replaced'), [
      part('created', of('created')),
      part('replaced', of('replaced')),
    ]),
    part('unchanged', of('unchanged')),
    part('removed', of('removed')),
    part('known by another address', of('same')),
    part(
      'refused',
      of('refused'),
      [...codes].map(([code, times]) => `${times} ${code}`),
    ),
  ]
  return told.filter((each) => each !== '').join(', ') || 'nothing to read'
}

function part(name: string, times: number, details: readonly string[] = []): string {
  const told = details.filter((each) => each !== '').join(', ')
  return times === 0 ? '' : `${times} ${name}${told === '' ? '' : ` (${told})`}`
}
