/** What `ingest` is to take in: files, folders and pages, or a site. */
export type Ingested = { docs: string[]; site: null } | { docs: []; site: SiteRequest }
export type SiteRequest = { url: string; depth: number; maxPages: number; json: boolean }

const TEXT = { type: 'string' } as const

export const INGEST_OPTIONS = { site: TEXT, depth: TEXT, 'max-pages': TEXT } as const

/** Throws an `Error` that says what is wrong and what is allowed. */
export function parseIngest(
  docs: readonly string[],
  values: Partial<Record<keyof typeof INGEST_OPTIONS, string>> & { json?: boolean },
): Ingested {
  const { site, json = false } = values
  if (site === undefined) {
    const unused = (['depth', 'max-pages'] as const).find((name) => values[name] !== undefined)
    if (unused) throw new Error(`--${unused}: goes with --site URL`)
    if (docs.length === 0) throw new Error('ingest: name files, folders or pages, or a site with --site URL')
    return { docs: [...docs], site: null }
  }
  if (docs.length > 0)
    throw new Error(`--site: takes one site; ingest "${docs[0]}" with a command of its own`)
  if (!URL.canParse(site) || !/^https?:$/.test(new URL(site).protocol)) {
    throw new Error(`--site: "${site}" is not an http or https URL such as https://example.org/guide/`)
  }
  const depth = numberIn(values, 'depth', { from: 0, to: 10, usual: 2 })
  const maxPages = numberIn(values, 'max-pages', { from: 1, to: 100_000, usual: 1_000 })
  return { docs: [], site: { url: site, depth, maxPages, json } }
}

function numberIn(
  values: Partial<Record<'depth' | 'max-pages', string>>,
  name: 'depth' | 'max-pages',
  { from, to, usual }: { from: number; to: number; usual: number },
): number {
  const text = values[name]
  if (text === undefined) return usual
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= from && number <= to) return number
  throw new Error(`--${name}: "${text}" is not a whole number from ${from} to ${to}`)
}
