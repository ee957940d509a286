import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const FOLDER = '.github/workflows'
const FILES = readdirSync(FOLDER)
const read = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8')
const SCRIPTS = JSON.parse(readFileSync('package.json', 'utf8')).scripts as Record<string, string>

/** From a job's name to the next one. */
const jobOf = (text: string, name: string) =>
  new RegExp(`^  ${name}:\\n((?:(?:    .*)?\\n)+)`, 'm').exec(text)?.[1] ?? ''

describe.each(FILES)('%s', (file) => {
  const text = read(file)

  it('uses actions by their commits, with the version beside it', () => {
    const used = [...text.matchAll(/^.*\buses:.*$/gm)].map(([line]) => line.trim())
    expect(used.length).toBeGreaterThan(0)
    for (const line of used) {
      expect(line).toMatch(/^(- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    }
  })

  it('uses one commit of each action', () => {
    const pins = [...text.matchAll(/uses: ([\w./-]+)@(\w+ # \S+)/g)].map(([, name, pin]) => `${name} ${pin}`)
    const names = new Set(pins.map((pin) => pin.split(' ')[0]))
    expect(new Set(pins).size).toBe(names.size)
  })

  it('hands scripts nothing that could be one: expressions go through the environment', () => {
    for (const [, script = ''] of text.matchAll(/run: ((?:.*\n)(?: {10,}.*\n)*)/g))
      expect(script).not.toContain('${{')
  })

  it('runs scripts that there are', () => {
    const names = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name)
    expect(Object.keys(SCRIPTS)).toEqual(expect.arrayContaining(names))
  })

  it('keeps the token of the checkout to itself', () => {
    const checkouts = text.split('actions/checkout@').slice(1)
    for (const after of checkouts) expect(after).toMatch(/^.*\n +with:\n +persist-credentials: false\n/)
  })
})

describe('check-and-deploy.yml', () => {
  const text = read('check-and-deploy.yml')

  it('may do no more than read, but for the job that deploys', () => {
    expect(text).toContain('\npermissions:\n  contents: read\n\n')
    expect(text.match(/: write$/gm)).toEqual([': write'])
    expect(jobOf(text, 'deploy')).toContain('      id-token: write\n')
    expect(text).not.toContain('pull_request_target')
  })

  it('deploys what was checked, from main alone, from the environment that the role trusts', () => {
    const deploy = jobOf(text, 'deploy')
    expect(deploy).toContain('    needs: check\n')
    expect(deploy).toContain("github.event_name == 'push' && github.ref == 'refs/heads/main'")
    expect(deploy).toContain('    environment: prod\n')
    expect(deploy).toMatch(/role-to-assume: \$\{\{ vars\.AWS_ROLE_ARN \}\}/)
    expect(deploy).not.toMatch(/aws-(secret-)?access-key/)
  })

  it('looks before it deploys, and asks afterwards whether it works', () => {
    const check = jobOf(text, 'check')
    for (const script of ['diff', 'synth', 'check']) expect(check).toContain(`run: npm run ${script}\n`)
    const deploy = jobOf(text, 'deploy')
    expect(deploy.indexOf('npm run smoke')).toBeGreaterThan(deploy.indexOf('cdk deploy'))
  })
})
