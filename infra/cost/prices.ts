/** List prices of AWS in us-east-1, without free tiers and discounts. */
export const PRICES_REGION = 'us-east-1'
export const PRICES_LOOKED_UP = '2026-11-30'

/**
 * `usd` for one unit. `page`: where AWS publishes it. `quotedBy`: the page that it was read from, since AWS's own
 * fill in their figures in the browser.
 */
export type Price = { usd: number; unit: string; page: string; quotedBy: string }

/** Cheaper from a volume a month on: `upTo` is the end of each step, in units. */
export type TieredPrice = Omit<Price, 'usd'> & { steps: readonly { upTo: number; usd: number }[] }

const MILLION = 1_000_000
const BILLION = 1_000_000_000

const AWS = 'https://aws.amazon.com'
const CLOUDWATCH = {
  page: `${AWS}/cloudwatch/pricing/`,
  quotedBy: 'https://signoz.io/guides/cloudwatch-pricing',
}
const LAMBDA = { page: `${AWS}/lambda/pricing/`, quotedBy: 'https://cloudchipr.com/blog/aws-lambda-pricing' }
const DYNAMODB = {
  page: `${AWS}/dynamodb/pricing/on-demand/`,
  quotedBy: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing',
}
const WAF = { page: `${AWS}/waf/pricing/`, quotedBy: 'https://c3x.dev/blog/aws-waf-cost-explained/' }
const S3 = {
  page: `${AWS}/s3/pricing/`,
  quotedBy: 'https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples',
}

export const PRICES = {
  apiRequest: {
    // A streamed reply counts once for each 10 MB.
    unit: 'request of the REST API',
    page: `${AWS}/api-gateway/pricing/`,
    quotedBy: 'https://amnic.com/blogs/aws-api-gateway-pricing',
    steps: [
      { upTo: 333 * MILLION, usd: 3.5 / MILLION },
      { upTo: BILLION, usd: 2.8 / MILLION },
      { upTo: 20 * BILLION, usd: 2.38 / MILLION },
      { upTo: Number.POSITIVE_INFINITY, usd: 1.51 / MILLION },
    ],
  },
  lambdaRequest: { usd: 0.2 / MILLION, unit: 'invocation', ...LAMBDA },
  lambdaSecond: {
    unit: 'GB-second on arm64',
    ...LAMBDA,
    steps: [
      { upTo: 7.5 * BILLION, usd: 0.0000133334 },
      { upTo: 18.75 * BILLION, usd: 0.0000120001 },
      { upTo: Number.POSITIVE_INFINITY, usd: 0.0000106667 },
    ],
  },
  tableRead: { usd: 0.125 / MILLION, unit: 'read request unit', ...DYNAMODB },
  tableWrite: { usd: 0.625 / MILLION, unit: 'write request unit', ...DYNAMODB },
  tableGb: {
    usd: 0.25,
    unit: 'GB kept in a table',
    ...DYNAMODB,
    quotedBy: `${AWS}/dynamodb/pricing/`,
  },
  objectGb: { usd: 0.023, unit: 'GB kept in S3', ...S3 },
  objectPut: { usd: 5 / MILLION, unit: 'PUT to S3', ...S3 },
  objectGet: { usd: 0.4 / MILLION, unit: 'GET from S3', ...S3 },
  queueRequest: {
    usd: 0.4 / MILLION,
    unit: 'request of a queue',
    page: `${AWS}/sqs/pricing/`,
    quotedBy: 'https://cloudburn.io/blog/amazon-sqs-pricing',
  },
  firewall: { usd: 5, unit: 'web ACL and month', ...WAF },
  firewallRule: { usd: 1, unit: 'rule or managed group, and month', ...WAF },
  firewallRequest: { usd: 0.6 / MILLION, unit: 'request', ...WAF },
  metric: { usd: 0.3, unit: 'metric and month', ...CLOUDWATCH },
  alarmMetric: { usd: 0.1, unit: 'metric of an alarm, and month', ...CLOUDWATCH },
  compositeAlarm: {
    usd: 0.5,
    unit: 'composite alarm',
    ...CLOUDWATCH,
    quotedBy: 'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
  },
  dashboard: { usd: 3, unit: 'dashboard and month', ...CLOUDWATCH },
  logGb: { usd: 0.5, unit: 'GB taken in', ...CLOUDWATCH },
  logGbKept: {
    usd: 0.03,
    unit: 'GB of logs kept',
    ...CLOUDWATCH,
    quotedBy: 'https://c3x.dev/blog/cloudwatch-logs-cost-optimization',
  },
  trace: {
    usd: 5 / MILLION,
    unit: 'trace',
    page: `${AWS}/xray/pricing/`,
    quotedBy: `${AWS}/de/xray/pricing/`,
  },
  gbOut: {
    usd: 0.09,
    unit: 'GB to the internet',
    page: `${AWS}/ec2/pricing/on-demand/`,
    quotedBy: 'https://amnic.com/blogs/aws-api-gateway-pricing',
  },
} as const satisfies Record<string, Price | TieredPrice>

/** So many units of one month. */
export function priceOf(price: Price | TieredPrice, units: number): number {
  if (!('steps' in price)) return price.usd * units
  let [usd, from] = [0, 0]
  for (const { upTo, usd: each } of price.steps) {
    usd += Math.max(0, Math.min(units, upTo) - from) * each
    from = upTo
  }
  return usd
}
