import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { plainReply, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 60_000

describe('the command line', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-cli-'))
    await mkdir(path.join(folder, 'docs'))
    await writeFile(path.join(folder, 'docs', 'lighthouse.md'), DOCUMENTS.lighthouse.text)
    await writeFile(path.join(folder, 'docs', 'ferry.md'), DOCUMENTS.ferry.text)
    await writeFile(
      path.join(folder, 'docs', 'picture.txt'),
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2]),
    )
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Runs the command as a process of its own; `code` is its exit code. */
  const ask = async (...words: string[]) => {
    const env = { ...process.env, INGOT_STATE_DIR: path.join(folder, 'state'), INGOT_WEB_SEARCH: '' }
    const command = run(process.execPath, ['--import', 'tsx', 'functions/local/cli.ts', ...words], { env })
    return command.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (failed: { code: number; stdout: string; stderr: string }) => failed,
    )
  }
  const docs = () => path.join(folder, 'docs')

  it(
    'ingests a folder, tells what it cannot read, and answers from the rest',
    async () => {
      const { code, stdout, stderr } = await ask('When was the lighthouse built?', '--docs', docs())
      expect(code).toBe(0)
      expect(stdout).toContain('The lighthouse of Skarv was built in 1887 by the engineer Ada Holm [1].')
      expect(stdout).toMatch(/^\[1\] The lighthouse of Skarv {2}file:\/\/.*lighthouse\.md$/m)
      expect(stderr).toContain('2 created, 1 refused')
      expect(stderr).toMatch(/picture\.txt: .*PNG/)
      expect(stdout + stderr).not.toContain('\u001b[')
    },
    TIMEOUT_MS,
  )

  it(
    'ingests what has changed only, and forgets files that are gone',
    async () => {
      await writeFile(path.join(docs(), 'ferry.md'), `${DOCUMENTS.ferry.text} Bicycles cost extra.`)
      await rm(path.join(docs(), 'lighthouse.md'))
      const { stderr } = await ask('--docs', docs())
      expect(stderr).toContain('1 replaced, 1 refused, 1 removed')
      expect((await ask('docs')).stdout).toMatch(/^doc_\w+ +\d+ characters {2}The ferry timetable/)
    },
    TIMEOUT_MS,
  )

  it(
    'prints the whole answer as JSON, which can be purged',
    async () => {
      const { code, stdout } = await ask('What do bicycles cost on the ferry?', '--json')
      expect(code).toBe(0)
      const { id, synopsis } = Answer.parse(JSON.parse(stdout))
      expect(synopsis).toContain('Bicycles cost extra [1].')
      expect((await ask('purge', id)).stderr).toContain(`${id}: 1 answer purged`)
    },
    TIMEOUT_MS,
  )

  it(
    'goes on when a path is missing, and says so',
    async () => {
      const { code, stdout, stderr } = await ask(
        'When does the ferry leave?',
        '--docs',
        path.join(folder, 'nowhere'),
      )
      expect(code).toBe(1)
      expect(stdout).toContain('The ferry to Skarv leaves')
      expect(stderr).toMatch(/^ {2}\/.*nowhere does not exist\.$/m)
    },
    TIMEOUT_MS,
  )

  it(
    'shows a claim that its source does not bear out',
    async () => {
      const vendor = await startScriptedOpenAiServer(plainReply(['The ferry is painted pink by elves [1].']))
      const file = path.join(folder, 'elves.json')
      const model = {
        alias: 'elves',
        adapter: 'openai-compatible',
        model: 'm',
        base_url: vendor.baseUrl,
        modes: ['fast', 'deep'],
      }
      await writeFile(file, JSON.stringify({ models: [model] }))
      process.env['INGOT_MODELS_FILE'] = file
      const { stdout } = await ask('When does the ferry leave?')
      delete process.env['INGOT_MODELS_FILE']
      await vendor.close()
      expect(stdout).toContain('! not supported by [1]: The ferry is painted pink by elves')
    },
    TIMEOUT_MS,
  )

  it(
    'tells wrong use with exit code 2, and a wrong models file by its field',
    async () => {
      expect(await ask('hi', '--mode', 'slow')).toMatchObject({ code: 2 })
      const file = path.join(folder, 'models.json')
      await writeFile(
        file,
        JSON.stringify({
          models: [{ alias: 'a', adapter: 'telepathy', model: 'm', base_url: 'http://x/v1' }],
        }),
      )
      process.env['INGOT_MODELS_FILE'] = file
      const { code, stderr } = await ask('hi')
      delete process.env['INGOT_MODELS_FILE']
      expect(code).toBe(2)
      expect(stderr).toContain('models[0].adapter')
      expect(stderr).toContain('openai-compatible')
    },
    TIMEOUT_MS,
  )
})
