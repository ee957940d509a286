import { App } from 'aws-cdk-lib'
import { readInfraSettings } from './settings.ts'
import { IngotStack } from './stacks/ingot-stack.ts'

const app = new App()
const settings = readInfraSettings(app.node.tryGetContext('settings'))
new IngotStack(app, settings)
