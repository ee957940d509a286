import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { judgeChange, type Template } from '../../infra/diff/judge-change.ts'
import { referenceTemplates } from '../../infra/diff/reference.ts'
import { readTemplates } from '../../infra/diff/template-folder.ts'
import { CDK_JSON } from '../support/synth-stack.ts'

const BASELINE = readTemplates('infra/baseline')
const TABLE = 'AppTableA64782C6'
const POLICY = 'StreamRoleDefaultPolicy'

type Resources = Record<
  string,
  { Type: string; DeletionPolicy?: string; Properties: Record<string, unknown> }
>
type Statement = { Effect: string; Action: string | string[]; Resource: unknown }

/** What is refused of a stack of the baseline after the change. */
function refusedAfter(stack: string, change: (resources: Resources) => void): string[] {
  const before = BASELINE.get(`ingot-prod-${stack}`) ?? {}
  const after = structuredClone(before)
  change(after.Resources as unknown as Resources)
  return judgeChange(before, after).refused
}

/** The statements of the function Stream. */
function statementsOf(resources: Resources): Statement[] {
  const [, policy] = Object.entries(resources).find(([id]) => id.startsWith(POLICY)) ?? []
  const document = (policy?.Properties['PolicyDocument'] ?? {}) as { Statement?: Statement[] }
  return document.Statement ?? []
}
const withAction = (statements: Statement[], action: string) =>
  statements.find(({ Action }) => [Action].flat().includes(action)) as Statement

describe('the baseline', () => {
  const now = referenceTemplates(CDK_JSON.context)
  it('is what the code has now; `npm run diff` tells the change, `npm run diff -- --write` takes it', () => {
    expect(Object.fromEntries(now)).toEqual(Object.fromEntries(BASELINE))
  })
})

describe('a change of the stacks', () => {
  it('that is none is fine, and so is a new table', () => {
    expect(refusedAfter('data', () => undefined)).toEqual([])
    expect(
      refusedAfter('data', (resources) => {
        resources['Threads'] = structuredClone(resources[TABLE] as Resources[string])
      }),
    ).toEqual([])
  })

  it('that gives a table another key would replace it', () => {
    const refused = refusedAfter('data', (resources) => {
      Object.assign(resources[TABLE]?.Properties ?? {}, {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      })
    })
    expect(refused).toEqual([`${TABLE} (AWS::DynamoDB::GlobalTable): WILL_REPLACE`])
  })

  it('that gives a table another name in the template leaves it behind', () => {
    const refused = refusedAfter('data', (resources) => {
      resources['AppTable2'] = resources[TABLE] as Resources[string]
      delete resources[TABLE]
    })
    expect(refused).toEqual([
      `${TABLE} (AWS::DynamoDB::GlobalTable): WILL_ORPHAN`,
      `${TABLE} (AWS::DynamoDB::GlobalTable): is no longer kept when the stack is deleted`,
    ])
  })

  it('that deletes users’ data with the stack', () => {
    const refused = refusedAfter('data', (resources) => {
      Object.assign(resources[TABLE] ?? {}, { DeletionPolicy: 'Delete' })
    })
    expect(refused).toEqual([
      `${TABLE} (AWS::DynamoDB::GlobalTable): is no longer kept when the stack is deleted`,
    ])
  })

  it('that lets a function do more, in one action or on more', () => {
    const more = refusedAfter('api', (resources) => {
      const statement = withAction(statementsOf(resources), 's3:GetObject')
      statement.Action = [...[statement.Action].flat(), 's3:PutBucketPolicy']
    })
    expect(more).toEqual([
      expect.stringMatching(/^Allow .*StreamRole.*: s3:PutBucketPolicy on .*DocumentsBucket/),
    ])
    const wide = refusedAfter('api', (resources) => {
      withAction(statementsOf(resources), 'secretsmanager:GetSecretValue').Resource = '*'
    })
    expect(wide).toEqual([expect.stringMatching(/^Allow .*: secretsmanager:GetSecretValue on \*$/)])
  })

  it('that lets a function do less is fine', () => {
    const less = refusedAfter('api', (resources) => {
      const statement = withAction(statementsOf(resources), 's3:GetObject')
      statement.Action = [statement.Action].flat().slice(1)
    })
    expect(less).toEqual([])
  })

  it('that gives a role a managed policy, or takes a bucket its TLS', () => {
    const managed = refusedAfter('api', (resources) => {
      const [, role] = Object.entries(resources).find(([id]) => id.startsWith('StreamRole')) ?? []
      Object.assign(role?.Properties ?? {}, {
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      })
    })
    expect(managed).toEqual([expect.stringMatching(/the managed policy .*AdministratorAccess$/)])
    const open = refusedAfter('data', (resources) => {
      const [id = ''] = Object.keys(resources).filter(
        (each) => resources[each]?.Type === 'AWS::S3::BucketPolicy',
      )
      delete resources[id]
    })
    expect(open[0]).toMatch(/^no more: Deny AWS:\*: s3:\* on .*DocumentsBucket/)
  })
})

describe('npm run diff -- BEFORE AFTER', () => {
  it('compares two folders of templates, offline, and tells by its exit code', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ingot-diff-'))
    const before = BASELINE.get('ingot-prod-data') as Template
    const after = structuredClone(before)
    delete after.Resources?.[TABLE]
    const write = async (name: string, template: Template) => {
      const file = path.join(folder, `${name}.template.json`)
      await writeFile(file, JSON.stringify(template))
    }
    await write('data', after)
    const env = { PATH: process.env['PATH'], NO_COLOR: '1' }
    const words = ['--import', 'tsx', 'infra/diff.ts', folder, folder]
    const same = await promisify(execFile)(process.execPath, words, { env })
    expect(same.stdout).toBe('Nothing is lost, and nobody may do more.\n')
    const lost = promisify(execFile)(process.execPath, [...words.slice(0, 3), 'infra/baseline', folder], {
      env,
    })
    await expect(lost).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^!! ingot-prod-data: AppTableA64782C6 \(AWS::DynamoDB::GlobalTable\): WILL_ORPHAN$/m,
      ),
    })
    const wrong = promisify(execFile)(process.execPath, [...words.slice(0, 3), folder], { env })
    await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^Name two folders/) })
    await rm(folder, { recursive: true })
  }, 90_000)
})
