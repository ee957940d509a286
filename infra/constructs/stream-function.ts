import path from 'node:path'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import {
  type BundlingOptions,
  NodejsFunction,
  OutputFormat,
  SourceMapMode,
} from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

/** Of the function and of the API's integration: an answer must end sooner (`INGOT_ANSWER_TIMEOUT_S`). */
export const STREAM_TIMEOUT = Duration.minutes(5)

const ROOT = path.join(import.meta.dirname, '../..')
const SQLITE_WASM = 'node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm'

/** `require` and `__dirname` for packages in CommonJS; the latter is where SQLite looks for its `.wasm`. */
const BANNER = [
  "import { createRequire } from 'node:module'",
  'const require = createRequire(import.meta.url)',
  'const __dirname = import.meta.dirname',
].join(';')

/** Files are parsed in a thread, whose code is a file of its own: `shared/adapters/pages/parse-apart.ts` starts it. */
const bundleWorker = (inputDir: string, outfile: string): string =>
  [
    `"${inputDir}/node_modules/.bin/esbuild" "${inputDir}/shared/adapters/pages/parse-worker.ts"`,
    '--bundle --minify --platform=node --target=node24 --format=esm --log-level=warning',
    `--banner:js="${BANNER};" --outfile="${outfile}"`,
  ].join(' ')

const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: false,
  banner: `${BANNER};`,
  // The SDK of the Lambda runtime changes without notice; ours is tested.
  externalModules: [],
  commandHooks: {
    beforeInstall: () => [],
    beforeBundling: () => [],
    afterBundling: (inputDir, outputDir) => [
      `cp "${inputDir}/${SQLITE_WASM}" "${outputDir}"`,
      bundleWorker(inputDir, `${outputDir}/parse-worker.mjs`),
    ],
  },
}

/** The function that answers every route, with its own role and log group. */
export class StreamFunction extends Construct {
  readonly function: NodejsFunction

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // Its own, since the managed policy of CDK's default role writes to every log group.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    )
    this.function = new NodejsFunction(this, 'Function', {
      entry: path.join(ROOT, 'functions/lambda/stream.ts'),
      projectRoot: ROOT,
      depsLockFilePath: path.join(ROOT, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: STREAM_TIMEOUT,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Without keys nobody is let in; the first one is made by the command line, with the operator's own role.
      environment: { NODE_OPTIONS: '--enable-source-maps', INGOT_AUTH: 'keys' },
      bundling: BUNDLING,
    })
  }
}
