import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const PLACES = ['chromium', 'chromium-browser', 'google-chrome']
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync'

/** `INGOT_TEST_CHROMIUM`, or the one of the system. */
function chromiumPath(): string {
  const named = process.env['INGOT_TEST_CHROMIUM']
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const candidates = PLACES.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  const found = named ?? candidates.find((file) => existsSync(file))
  if (found === undefined) throw new Error(`no Chromium: install ${PLACES[0]}, or set INGOT_TEST_CHROMIUM`)
  return found
}

type Options = {
  width?: number
  height?: number
  dark?: boolean
  locale?: string
  /** Default 1. */
  scale?: number
}

/** A Chromium with a profile of its own, its page, and all that went wrong in it. */
export async function openBrowser({
  width = 1280,
  height = 800,
  dark = false,
  locale = 'en-GB',
  scale = 1,
}: Options = {}) {
  const profile = await mkdtemp(path.join(tmpdir(), 'ingot-browser-'))
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    args: FLAGS.split(' '),
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    locale,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page: Page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  const hosts = new Set<string>()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  return {
    context,
    page,
    /** Errors and warnings of the console, and what was thrown. */
    complaints,
    /** Whom the page asked for anything. */
    hosts,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
export type Browser = Awaited<ReturnType<typeof openBrowser>>

/** Rules of WCAG 2.2 A and AA whose breach is serious or critical, with the elements. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy lets no script in.
  const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await page.evaluate(await readFile(file, 'utf8'))
  return page.evaluate(async () => {
    type Axe = { run(options: object): Promise<{ violations: Violation[] }> }
    type Violation = { id: string; impact: string; nodes: { html: string }[] }
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}
