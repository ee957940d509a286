import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Template } from './judge-change.ts'

const END = '.template.json'

/** Name of each stack -> template, of a folder such as `cdk.out`. Throws when there is none. */
export function readTemplates(folder: string): Map<string, Template> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(END))
    .sort()
  if (files.length === 0) throw new Error(`${folder}: no file ends in ${END}`)
  return new Map(
    files.map((file) => [
      file.slice(0, -END.length),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Template,
    ]),
  )
}
