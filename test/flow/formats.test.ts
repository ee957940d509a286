import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { ENCRYPTION, makePdf } from '../support/make-pdf.ts'
import { makeDocx, paragraph } from '../support/make-zip.ts'

const run = promisify(execFile)

const PDF = makePdf(
  [
    ['The harbour of Skarv was built in 1931.'],
    ['The mooring fee for a fishing boat is twelve'],
    ['crowns a night. Ropes are lent by the harbour master.'],
  ],
  { title: 'Harbour rules' },
)
const BIRDS = [
  '{"id": "puffin", "title": "Puffins", "text": "The puffins of Skarv nest on the northern cliff.", "url": "https://birds.example/puffin"}',
  '{"id": "gull", "text": 5}',
  'no json',
  '{"id": "tern", "title": "Terns", "text": "The terns of Skarv leave in late August."}',
]
const FILES: Record<string, string | Uint8Array> = {
  'a-notes.md': '# Weather\n\nThe wind on Skarv blows from the west.',
  'b-page.html': '<title>Shop</title><p>The shop on Skarv opens at nine.</p>',
  'c-plain.txt': 'The school of Skarv has eleven pupils.',
  'd-rules.pdf': PDF,
  'e-bread.docx': makeDocx(paragraph('Rye bread', 'H1') + paragraph('The bread rests for twelve hours.')),
  'f-birds.jsonl': BIRDS.join('\n'),
  'g-locked.pdf': makePdf([['One.']], { trailer: ENCRYPTION }),
  'h-damaged.pdf': '%PDF-1.7\nnothing',
  'i-damaged.docx': 'PK\x03\x04 word/document.xml',
  'j-bomb.docx': makeDocx(paragraph('x'), [{ name: 'a', data: Buffer.alloc(1), toldSize: 200_000_000 }]),
  'k-empty.txt': '',
  'l-broken.ndjson': '{"text"',
}

describe('a folder with a file of every format', { timeout: 60_000 }, () => {
  let folder: string
  let state: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-formats-'))
    state = await mkdtemp(path.join(tmpdir(), 'ingot-state-'))
    for (const [name, content] of Object.entries(FILES)) await writeFile(path.join(folder, name), content)
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await rm(state, { recursive: true, force: true })
  })

  const cli = (...words: string[]) =>
    run(process.execPath, ['--import', 'tsx', 'functions/local/cli.ts', ...words], {
      env: { ...process.env, INGOT_STATE_DIR: state, INGOT_WEB_SEARCH: '', NO_COLOR: '1' },
    })
  const ask = async (question: string) => Answer.parse(JSON.parse((await cli(question, '--json')).stdout))

  it('is ingested, with a line for each that is refused', async () => {
    const { stderr } = await cli('--docs', folder)
    const lines = stderr
      .replaceAll(folder, '')
      .split('\n')
      .filter((line) => line !== '')
    expect(lines.slice(0, -1).sort()).toEqual([
      '  /f-birds.jsonl line 2: text: Invalid input: expected string, received number',
      '  /f-birds.jsonl line 3: is not JSON',
      '  /g-locked.pdf: "g-locked.pdf" is a PDF that cannot be read: it is encrypted.',
      '  /h-damaged.pdf: "h-damaged.pdf" is a damaged PDF.',
      '  /i-damaged.docx: "i-damaged.docx" is a damaged DOCX.',
      '  /j-bomb.docx: "j-bomb.docx" unpacks to more than 100000000 bytes.',
      '  /k-empty.txt: "k-empty.txt" has no text to read.',
      '  /l-broken.ndjson: has no line that can be read; line 1 is not JSON',
    ])
    expect(lines.at(-1)).toBe(': 7 created, 8 refused')
  })

  it('is answered from, with the page of a PDF', async () => {
    const { citations, sources } = await ask('What is the mooring fee for a fishing boat?')
    expect(sources[0]).toMatchObject({ title: 'Harbour rules' })
    expect(citations[0]).toMatchObject({
      source: 1,
      quote: 'The mooring fee for a fishing boat is twelve\fcrowns a night',
      page: 2,
      verdict: 'supported',
    })
    const { stdout } = await cli('Who lends the ropes of the harbour master?')
    expect(stdout).toMatch(/^\[1\] Harbour rules, p\. (?:1, )?(?:2, )?3 {2}file:.*d-rules\.pdf$/m)
  })

  it('shows the address that a line of JSON gives', async () => {
    const { sources, citations } = await ask('Where do the puffins of Skarv nest?')
    expect(sources[0]).toMatchObject({
      title: 'Puffins',
      url: 'https://birds.example/puffin',
      site: 'birds.example',
    })
    expect(citations[0]?.page).toBe(null)
  })

  it('loses the lines that are taken out, and keeps those of a file that cannot be read', async () => {
    const birds = path.join(folder, 'f-birds.jsonl')
    await writeFile(birds, 'broken')
    expect((await cli('--docs', folder)).stderr).toContain(': 5 unchanged, 7 refused\n')
    await writeFile(birds, BIRDS[3] ?? '')
    expect((await cli('--docs', folder)).stderr).toContain(': 6 unchanged, 6 refused, 1 removed\n')
    await writeFile(birds, BIRDS[0] ?? '')
    expect((await cli('--docs', birds)).stderr).toContain(': 1 created, 1 removed\n')
  })
})
