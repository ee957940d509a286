import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SiteServer, sitePage, startSiteServer } from '../support/site-server.ts'

const TIMEOUT_MS = 90_000
const PAGES = ['/a', '/b', '/c']

let site: SiteServer
let folder: string

beforeAll(async () => {
  site = await startSiteServer({
    '/': sitePage('Skarv', 'The island of Skarv has one village, Vik.', { links: [...PAGES, '/lost'] }),
    '/a': sitePage('The lighthouse', 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm.'),
    '/b': 'held',
    '/c': sitePage('The school', 'The school of Vik has eleven pupils.'),
  })
  folder = await mkdtemp(path.join(tmpdir(), 'ingot-site-'))
})
afterAll(async () => {
  site.close()
  await rm(folder, { recursive: true, force: true })
})

/** The command as a process of its own; one place at the host, so that the pages come in turn. */
function start(...words: string[]) {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    INGOT_STATE_DIR: path.join(folder, 'state'),
    INGOT_WEB_SEARCH: '',
    INGOT_FETCH_ALLOW: site.host,
    INGOT_SITE_DELAY_MS: '0',
    INGOT_HOST_CONCURRENCY: '1',
  }
  const child = spawn(process.execPath, ['--import', 'tsx', 'functions/local/cli.ts', ...words], { env })
  const ended = Promise.all([
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]).then(([code, stdout, stderr]) => ({ code, stdout, stderr: stderr.replaceAll(site.address, '') }))
  return { child, ended }
}
const ingest = (...more: string[]) => start('ingest', '--site', `${site.address}/`, '--depth', '1', ...more)

it(
  'ingests what it can until it is killed',
  async () => {
    const { child, ended } = ingest()
    await site.reached()
    child.kill('SIGKILL')
    const { stderr } = await ended
    expect(stderr).toBe('  created    /\n  created    /a\n')
    expect(site.paths()).toEqual(['/robots.txt', '/', '/sitemap.xml', '/a', '/b'])
  },
  TIMEOUT_MS,
)

it(
  'goes on from there, and says how when somebody interrupts it',
  async () => {
    const { child, ended } = ingest()
    await site.reached()
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect(code).toBe(130)
    expect(stderr).toMatch(/^going on with the run of 20\d\d-\d\d-\d\d \d\d:\d\d\n/)
    expect(stderr).toContain('/: 2 read (2 created); 2 of them before the interruption\n')
    expect(stderr).toContain('interrupted; the same command goes on from here within 24 hours')
    expect(site.paths()).toEqual(['/robots.txt', '/sitemap.xml', '/b'])
  },
  TIMEOUT_MS,
)

it(
  'ends with all of it, which answers questions',
  async () => {
    site.files['/b'] = sitePage(
      'The ferry',
      'The ferry from Vik to the mainland leaves at seven in the morning.',
    )
    const { code, stderr } = await ingest().ended
    expect(code).toBe(0)
    expect(stderr).toContain(
      '  created    /b\n  created    /c\n  refused    /lost: There is no page at /lost (HTTP 404). (page_not_found)\n',
    )
    expect(stderr).toContain(
      '/: 4 read (4 created), 1 refused (1 page_not_found); 2 of them before the interruption\n',
    )
    expect(site.paths()).toEqual(['/robots.txt', '/sitemap.xml', '/b', '/c', '/lost'])

    const { stdout } = await start('When does the ferry leave?').ended
    expect(stdout).toContain('The ferry from Vik to the mainland leaves at seven in the morning [1].')
    expect(stdout).toContain(`[1] The ferry  ${site.address}/b`)
  },
  TIMEOUT_MS,
)

it(
  'then asks only whether the pages have changed',
  async () => {
    site.files['/c'] = sitePage('The school', 'The school of Vik has twelve pupils.')
    site.asked.splice(0)
    const { code, stdout, stderr } = await ingest('--json').ended
    expect(code).toBe(0)
    expect(stderr).toContain('/: 1 read (1 replaced), 3 unchanged, 1 refused (1 page_not_found)\n')
    expect(JSON.parse(stdout)).toEqual({
      site: `${site.address}/`,
      ending: 'done',
      unchanged: 3,
      replaced: 1,
      refused: 1,
      codes: { page_not_found: 1 },
      left: 0,
    })
    expect(site.asked.map(({ path: asked, status }) => `${asked} ${status}`)).toEqual([
      '/robots.txt 404',
      '/ 304',
      '/sitemap.xml 404',
      '/a 304',
      '/b 304',
      '/c 200',
      '/lost 404',
    ])
  },
  TIMEOUT_MS,
)
