import { readFileSync } from 'node:fs'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { parseInfraSettings } from '../../infra/settings.ts'
import { createStacks } from '../../infra/stacks/create-stacks.ts'

type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string }

/** `cdk.json`, as the command line reads it. */
export const CDK_JSON = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
  app: string
  versionReporting: boolean
  notices: boolean
  context: Record<string, unknown>
}

const CDK_APP = {
  analyticsReporting: CDK_JSON.versionReporting,
  context: CDK_JSON.context,
}

export const createTestApp = () => new App(CDK_APP)

/** In place of the functions' code, which takes seconds to bundle. */
const CODE = 'functions/lambda'

export type StackName = 'data' | 'api' | 'model' | 'observability' | 'delivery'

/** The templates of one stage. `models` is the content of the models file, if there is to be one. */
export function synthStacks(settings: object = {}, models: object = { models: [] }) {
  const app = createTestApp()
  createStacks(app, parseInfraSettings(settings, { readOther: () => models }), { codeDirectory: CODE })
  const stacks = new Map(app.node.children.filter(Stack.isStack).map((stack) => [stack.stackName, stack]))
  const prefix = [...stacks.keys()][0]?.replace(/-data$/, '')
  const stackOf = (name: StackName) => {
    const stack = stacks.get(`${prefix}-${name}`)
    if (!stack) throw new Error(`no stack ${prefix}-${name}; there are ${[...stacks.keys()].join(', ')}`)
    return stack
  }
  const template = (name: StackName) => Template.fromStack(stackOf(name))
  const resources = (name: StackName) => template(name).toJSON()['Resources'] as Record<string, Resource>
  return {
    app,
    names: [...stacks.keys()],
    stackOf,
    template,
    resources,
    /** Resources of a type, by the readable part of their name. */
    all: (name: StackName, type: string) =>
      Object.fromEntries(
        Object.entries(resources(name))
          .filter(([, { Type }]) => Type === type)
          .map(([id, resource]) => [withoutHash(id), resource]),
      ),
  }
}

export type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown }

export const statementsOf = (policy: unknown) => (policy as { Statement: Statement[] }).Statement

/** An intrinsic as text: `{"Fn::GetAtt": ["AppTable1A2B3C4D", "Arn"]}` is `AppTable.Arn`. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value
  const [[name, given] = ['', '']] = Object.entries(value as Record<string, unknown>)
  if (name === 'Ref') return withoutHash(String(given))
  if (name === 'Fn::GetAtt') return (given as string[]).map(withoutHash).join('.')
  if (name === 'Fn::GetStackOutput') return outputOf(given as { OutputName: string })
  if (name !== 'Fn::Join') throw new Error(`unknown intrinsic ${name}`)
  const [separator, parts] = given as [string, unknown[]]
  return parts.map(readable).join(separator)
}

const withoutHash = (id: string) => id.replace(/[0-9A-F]{8}$/, '')

/** `PublishOutputFnGetAttAppTable1A2B3C4DArn9F8E7D6C` is `AppTable.Arn`, of another stack. */
function outputOf({ OutputName }: { OutputName: string }): string {
  const [, target = '', attribute = ''] =
    /^PublishOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}(\w*?)[0-9A-F]{8}$/.exec(OutputName) ?? []
  if (target === '') throw new Error(`unknown output ${OutputName}`)
  return attribute === '' ? target : `${target}.${attribute}`
}
