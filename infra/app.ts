import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { App } from 'aws-cdk-lib'
import { bundleFunctions } from './constructs/function-code.ts'
import { readInfraSettings } from './settings.ts'
import { checkBySolutionsRules } from './solutions-rules.ts'
import { createStacks } from './stacks/create-stacks.ts'

const app = new App()
const settings = readInfraSettings(app.node.tryGetContext('settings'))
const codeDirectory = mkdtempSync(path.join(tmpdir(), 'ingot-code-'))
process.on('exit', () => rmSync(codeDirectory, { recursive: true, force: true }))
await bundleFunctions(codeDirectory, settings)
createStacks(app, settings, { codeDirectory })
checkBySolutionsRules(app)
