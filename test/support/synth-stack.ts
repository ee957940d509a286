import { readFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { parseInfraSettings } from '../../infra/settings.ts'
import { IngotStack } from '../../infra/stacks/ingot-stack.ts'

type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string }

/** `cdk.json`, as the command line reads it. */
export const CDK_JSON = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
  app: string
  versionReporting: boolean
  notices: boolean
  context: Record<string, unknown>
}

/** The stack's template without its code, which takes esbuild a second. */
export function synthStack(settings: object = {}) {
  const app = new App({
    analyticsReporting: CDK_JSON.versionReporting,
    context: { ...CDK_JSON.context, 'aws:cdk:bundling-stacks': [] },
  })
  const stack = new IngotStack(app, parseInfraSettings(settings))
  const template = Template.fromStack(stack)
  const resources = template.toJSON()['Resources'] as Record<string, Resource>
  return {
    stack,
    template,
    resources,
    /** Resources of a type, by the readable part of their name. */
    all: (type: string) =>
      Object.fromEntries(
        Object.entries(resources)
          .filter(([, { Type }]) => Type === type)
          .map(([id, resource]) => [withoutHash(id), resource]),
      ),
  }
}

/** An intrinsic as text: `{"Fn::GetAtt": ["AppTable1A2B3C4D", "Arn"]}` is `AppTable.Arn`. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value
  const [[name, given] = ['', '']] = Object.entries(value as Record<string, unknown>)
  if (name === 'Ref') return withoutHash(String(given))
  if (name === 'Fn::GetAtt') return (given as string[]).map(withoutHash).join('.')
  if (name !== 'Fn::Join') throw new Error(`unknown intrinsic ${name}`)
  const [separator, parts] = given as [string, unknown[]]
  return parts.map(readable).join(separator)
}

const withoutHash = (id: string) => id.replace(/[0-9A-F]{8}$/, '')
