import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { walkFiles } from '../../../shared/ingest/walk-files.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'ingot-walk-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true })
    await writeFile(path.join(root, name), content)
  }
}

/** Paths below the root with the text, or the code of what was refused. */
async function walk(start = ''): Promise<[string, string][]> {
  const walked: [string, string][] = []
  for await (const file of walkFiles(path.join(root, start))) {
    const told = file.kind === 'file' ? new TextDecoder().decode(file.bytes) : file.error.code
    walked.push([path.relative(root, file.path), told])
  }
  return walked
}

it('reads the texts under a folder in the order of their names', async () => {
  await write({
    'b.md': 'b',
    'a/z.html': 'z',
    'a/b.TXT': 'ab',
    'c.rst': 'c',
    LICENSE: 'free',
    tool: new Uint8Array([127, 69, 0]),
    'photo.png': 'png',
    'app.ts': 'code',
    '.hidden.md': 'no',
    '.git/readme.md': 'no',
    'node_modules/x/readme.md': 'no',
  })
  expect(await walk()).toEqual([
    ['LICENSE', 'free'],
    ['a/b.TXT', 'ab'],
    ['a/z.html', 'z'],
    ['b.md', 'b'],
    ['c.rst', 'c'],
  ])
})

it('follows a link to a file of the folder, and none that leaves it or names a folder', async () => {
  await write({ 'docs/a.md': 'a', 'docs/sub/b.md': 'b', 'secret.md': 'secret', 'docs-2/c.md': 'c' })
  await symlink('a.md', path.join(root, 'docs/inside.md'))
  await symlink('../secret.md', path.join(root, 'docs/outside.md'))
  await symlink('../docs-2/c.md', path.join(root, 'docs/sibling.md'))
  await symlink('.', path.join(root, 'docs/loop'))
  expect(await walk('docs')).toEqual([
    ['docs/a.md', 'a'],
    ['docs/inside.md', 'a'],
    ['docs/sub/b.md', 'b'],
  ])
})

it('tells a broken link and a file that is too large, and goes on', async () => {
  await write({ 'a.md': 'a', 'big.md': new Uint8Array(5_000_001), 'z.md': 'z' })
  await symlink('nowhere.md', path.join(root, 'lost.md'))
  expect(await walk()).toEqual([
    ['a.md', 'a'],
    ['big.md', 'file_too_large'],
    ['lost.md', 'file_unreadable'],
    ['z.md', 'z'],
  ])
})

it('takes a file that is named as such, whatever it is', async () => {
  await write({ '.env.pdf': '%PDF' })
  expect(await walk('.env.pdf')).toEqual([['.env.pdf', '%PDF']])
})

it('names the path that does not exist', async () => {
  const missing = path.join(root, 'missing.md')
  for await (const file of walkFiles(missing)) {
    expect(file).toMatchObject({
      kind: 'refused',
      path: missing,
      error: { code: 'file_unreadable', message: `${missing} does not exist.` },
    })
  }
  expect(await walk('missing.md')).toEqual([['missing.md', 'file_unreadable']])
})
