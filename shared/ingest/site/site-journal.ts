import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { ErrorCode } from '../../api/common.ts'
import { IngotError } from '../../errors.ts'
import { addressIdentity } from '../../lib/address-identity.ts'

const Text = z.string().nullable()

/** What came of an address, and what must be known to ask about it again. */
const Visit = z.object({
  kind: z.literal('visit'),
  /** As it was asked for. */
  url: z.string(),
  outcome: z.enum(['created', 'replaced', 'unchanged', 'removed', 'same', 'listed', 'refused']),
  code: ErrorCode.nullable(),
  /** A refusal that may pass: the address is asked again when the run goes on. */
  mayPass: z.boolean(),
  /** After redirects; null where nothing was read. */
  address: Text,
  /** The document's origin: `address`, or the one that the page calls its own. */
  origin: Text,
  /** Id of the document made of it. */
  document: Text,
  caching: z.object({ etag: Text, lastModified: Text, cacheControl: Text }),
  links: z.array(z.string()),
  lists: z.array(z.string()),
})
export type Visit = z.infer<typeof Visit>

/** `at` is in ms since the epoch. */
const Row = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), at: z.number() }),
  Visit,
  z.object({ kind: z.literal('end') }),
])
type Row = z.infer<typeof Row>

/** A run that stopped longer ago begins anew: what it read may have changed. */
const GOES_ON_FOR_MS = 24 * 3_600_000

function parseRow(line: string): Row | undefined {
  try {
    return Row.safeParse(JSON.parse(line)).data
  } catch {
    // The line that a killed process was writing.
    return undefined
  }
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new IngotError('file_unreadable', `${file} cannot be read.`, { cause: thrown })
  }
}

const keyOf = (url: string): string => addressIdentity(url) ?? url
const toLines = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/**
 * What is known of a site: a file of rows, each written when its page is safe in the collection, so that a run
 * may be stopped anywhere. A run that came to its end leaves the last row of each address.
 */
export async function openSiteJournal(file: string, { now }: { now: number }) {
  const known = new Map<string, Visit>()
  let done = new Map<string, Visit>()
  let startedAt: number | null = null
  for (const row of (await readLines(file)).map(parseRow)) {
    if (row?.kind === 'visit') {
      known.set(keyOf(row.url), row)
      if (!row.mayPass) done.set(keyOf(row.url), row)
    } else if (row !== undefined) {
      done = new Map()
      startedAt = row.kind === 'run' ? row.at : null
    }
  }
  const goesOnFrom = startedAt !== null && now - startedAt < GOES_ON_FOR_MS ? startedAt : null
  if (goesOnFrom === null) done = new Map()
  await mkdir(path.dirname(file), { recursive: true })
  // A torn last line must not swallow the next row.
  await appendFile(file, goesOnFrom === null ? `\n${toLines([{ kind: 'run', at: now }])}` : '\n')

  return {
    /** When the run that goes on was begun; null for a new one. */
    goesOnFrom,
    /** The address's last visit, in whatever run. */
    known: (url: string) => known.get(keyOf(url)),
    /** Its visit in the run that goes on. */
    done: (url: string) => done.get(keyOf(url)),
    /** Addresses that documents were made of. */
    documents: (): string[] =>
      [...known.values()].filter(({ document }) => document !== null).map(({ url }) => url),
    async add(visit: Omit<Visit, 'kind'>): Promise<Visit> {
      const row: Visit = { ...visit, kind: 'visit' }
      known.set(keyOf(visit.url), row)
      await appendFile(file, toLines([row]))
      return row
    },
    /** The run has come to its end: the next one asks every page whether it has changed. */
    async end(): Promise<void> {
      await writeFile(`${file}.new`, toLines([...known.values(), { kind: 'end' }]))
      await rename(`${file}.new`, file)
    },
  }
}
export type SiteJournal = Awaited<ReturnType<typeof openSiteJournal>>
