import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { Code, type IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { isForAnswers } from '../../shared/config/env.ts'
import { RESOURCE_SETTINGS } from '../../shared/names.ts'
import { AppFunction, type AppFunctionProps } from '../constructs/app-function.ts'
import { grantSecrets } from '../constructs/app-secrets.ts'
import { CanaryRelease } from '../constructs/canary-release.ts'
import { Firewall } from '../constructs/firewall.ts'
import { ACCESS_FILE, MODELS_FILE } from '../constructs/function-code.ts'
import { Hourly } from '../constructs/hourly.ts'
import { grantKnowledgeBase, grantModels } from '../constructs/model-access.ts'
import { RestApi } from '../constructs/rest-api.ts'
import { Uploads } from '../constructs/uploads.ts'
import { WorkQueue } from '../constructs/work-queue.ts'
import type { InfraSettings } from '../settings.ts'
import { API_TIMEOUT, FILL_TIMEOUT, INGEST_TIMEOUT, OPS_TIMEOUT, STREAM_TIMEOUT } from '../timeouts.ts'
import type { DataStack } from './data-stack.ts'

/** The functions, and the API before them. All of it can be made again. */
export class ApiStack extends Stack {
  readonly stream: AppFunction
  readonly api: AppFunction
  readonly fill: AppFunction
  readonly ingest: AppFunction
  readonly ops: AppFunction
  readonly queue: WorkQueue
  readonly uploads: Uploads
  readonly rest: RestApi

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & {
      settings: InfraSettings
      data: DataStack
      /** What the functions' code is in. */
      codeDirectory: string
      aclName: string
    },
  ) {
    super(scope, id, props)
    const { settings, data } = props
    const { stage, models, access, secrets, profileRegions, concurrency, logDays, env } = settings
    const code = Code.fromAsset(props.codeDirectory)
    const common = {
      // Nobody is let in without a key or a token; the first key is made in the table (docs/deploy.md).
      INGOT_AUTH: access.issuers.length > 0 ? 'keys,jwt' : 'keys',
      INGOT_ACCESS_FILE: ACCESS_FILE,
      ...Object.fromEntries(Object.entries(env).filter(([name]) => !isForAnswers(name))),
      [RESOURCE_SETTINGS.stage]: stage,
    }
    const answering = { ...env, ...common, INGOT_MODELS_FILE: MODELS_FILE }
    const create = (
      name: string,
      own: Omit<AppFunctionProps, 'code' | 'logDays' | 'environment'>,
      environment: Record<string, string> = common,
    ) => {
      const created = new AppFunction(this, name, { ...own, code, logDays, environment })
      data.cache.grantUse(created.function)
      data.app.grantUse(created.function)
      return created
    }
    // They mostly wait: for the model, or for another function that does.
    const stream = { timeout: STREAM_TIMEOUT, concurrency: concurrency.stream }
    this.stream = create('Stream', { module: 'stream', memoryMb: 512, ...stream }, answering)
    const fill = { timeout: FILL_TIMEOUT, concurrency: concurrency.fill }
    this.fill = create('Fill', { module: 'fill', memoryMb: 512, ...fill }, answering)
    this.api = create('Api', { module: 'api', memoryMb: 256, timeout: API_TIMEOUT, concurrency: null })

    for (const { function: writer } of [this.stream, this.fill]) {
      data.documents.grantUse(writer)
      data.vectors?.grantUse(writer)
      grantModels(writer, { models, profileRegions })
      grantKnowledgeBase(writer, env['INGOT_KNOWLEDGE_BASE_ID'])
      grantSecrets(writer, secrets)
    }
    this.queue = new WorkQueue(this, 'Fills', {
      ...{ worker: this.fill, workerTimeout: FILL_TIMEOUT },
      atOnce: concurrency.fill,
    })
    this.queue.grantSend(this.stream.function, RESOURCE_SETTINGS.fillQueueUrl)

    // They hold a file as a whole, and what it says.
    const readsFiles = { memoryMb: 1_024, concurrency: null }
    this.ingest = create('Ingest', { module: 'ingest', timeout: INGEST_TIMEOUT, ...readsFiles })
    this.ops = create('Ops', { module: 'ops', timeout: OPS_TIMEOUT, ...readsFiles })
    for (const { function: reader } of [this.ingest, this.ops]) data.documents.grantUse(reader)
    data.app.grantScan(this.ops.function)
    data.vectors?.grantSweep(this.ops.function)
    this.uploads = new Uploads(this, 'Uploads', {
      ...{ documents: data.documents, worker: this.ingest, workerTimeout: INGEST_TIMEOUT },
    })
    new Hourly(this, 'Hourly', { of: this.ops })

    this.rest = new RestApi(this, 'Rest', {
      ...settings,
      stream: this.stream.alias as IFunction,
      api: this.api.alias as IFunction,
    })
    if (settings.firewall) {
      new Firewall(this, 'Firewall', {
        name: props.aclName,
        requestsPerAddress: settings.firewall.requestsPerAddress,
        stageArn: this.rest.rest.deploymentStage.stageArn,
      })
    }
    if (settings.canary) {
      const readersWaitFor = { Stream: this.stream, Api: this.api }
      // Called more rarely, so one failure has to do; what failed comes again.
      const nobodyWaitsFor = { Fill: this.fill, Ingest: this.ingest, Ops: this.ops }
      for (const [functions, failures] of [
        [readersWaitFor, 3],
        [nobodyWaitsFor, 1],
      ] as const) {
        for (const [name, of] of Object.entries(functions)) {
          new CanaryRelease(this, `${name}Release`, { of, failures })
        }
      }
    }
    new CfnOutput(this, 'ApiUrl', { value: this.rest.url })
  }
}
