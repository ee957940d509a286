import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseInfraSettings, readInfraSettings } from '../../infra/settings.ts'

const refusal = (settings: unknown) => {
  try {
    parseInfraSettings(settings, 'prod.json')
  } catch (thrown) {
    return (thrown as Error).message
  }
  return 'accepted'
}

describe('the settings of the infrastructure', () => {
  it('need not be given', () => {
    expect(readInfraSettings(undefined)).toEqual({ stage: 'dev', data: 'retain' })
  })

  it('are read from a file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ingot-settings-'))
    const file = path.join(folder, 'prod.json')
    const settings = { stage: 'prod', account: '012345678901', region: 'ap-southeast-1', data: 'destroy' }
    await writeFile(file, JSON.stringify(settings))
    expect(readInfraSettings(file)).toEqual(settings)
    await rm(folder, { recursive: true })
  })

  it('name the file, the path and what is allowed, when they are wrong', () => {
    expect(refusal({ stge: 'prod' })).toBe('prod.json: unknown key stge; known: stage, account, region, data')
    expect(refusal({ stage: 'Prod!' })).toBe(
      'prod.json: stage: a short word in lower case, e.g. "dev" or "prod"',
    )
    expect(refusal({ account: 12345678901 })).toContain('prod.json: account: ')
    expect(refusal({ account: '1234' })).toBe('prod.json: account: 12 digits in quotes')
    expect(refusal({ region: 'Ireland' })).toBe('prod.json: region: the code of a Region, e.g. "eu-west-1"')
    expect(refusal({ data: 'keep' })).toMatch(/^prod\.json: data: .*"retain"\|"destroy"/)
    expect(refusal([])).toContain('expected object')
  })
})
