/** What a settings file need not say, by the kind of stage. */
export const STAGE_PRESETS = {
  dev: {
    data: 'destroy',
    logDays: 7,
    throttle: { ratePerSecond: 20, burst: 40 },
    firewall: null,
    concurrency: { stream: null, fill: null },
    canary: false,
  },
  staging: {
    data: 'retain',
    logDays: 30,
    throttle: { ratePerSecond: 50, burst: 100 },
    firewall: { requestsPerAddress: 1_000 },
    concurrency: { stream: 50, fill: 10 },
    canary: true,
  },
  prod: {
    data: 'retain',
    logDays: 90,
    throttle: { ratePerSecond: 200, burst: 400 },
    firewall: { requestsPerAddress: 1_000 },
    concurrency: { stream: 200, fill: 20 },
    canary: true,
  },
} as const
