/**
 * Entries that many installations need, to be named by `"preset"`; what is written beside it wins. Prices are
 * list prices in US dollars (us-east-1, on demand, November 2026) and change: check them against the bill.
 */
export const MODEL_PRESETS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'bedrock-deepseek-r1': {
    alias: 'deepseek-r1',
    adapter: 'bedrock',
    // Only to be had through a cross-Region inference profile.
    model: 'us.deepseek.r1-v1:0',
    modes: ['deep'],
    capabilities: { reasoning: true },
    context_tokens: 128_000,
    // The vendor takes 32,768, but answers get worse above this.
    max_output_tokens: 8_192,
    price: { input_usd_per_mtok: 1.35, output_usd_per_mtok: 5.4 },
  },
  'bedrock-deepseek-v3': {
    alias: 'deepseek-v3',
    adapter: 'bedrock',
    model: 'deepseek.v3-v1:0',
    modes: ['fast', 'deep'],
    context_tokens: 128_000,
    max_output_tokens: 4_096,
    price: { input_usd_per_mtok: 0.58, output_usd_per_mtok: 1.68 },
  },
  'bedrock-nova-lite': {
    alias: 'nova-lite',
    adapter: 'bedrock',
    model: 'us.amazon.nova-lite-v1:0',
    modes: ['fast'],
    capabilities: { prompt_caching: true },
    context_tokens: 128_000,
    max_output_tokens: 4_096,
    price: { input_usd_per_mtok: 0.06, output_usd_per_mtok: 0.24, cached_input_usd_per_mtok: 0.015 },
  },
  'hunyuan-t1': {
    alias: 'hunyuan-t1',
    adapter: 'openai-compatible',
    model: 'hunyuan-t1-latest',
    base_url: 'https://api.hunyuan.cloud.tencent.com/v1',
    api_key_env: 'HUNYUAN_API_KEY',
    modes: ['deep'],
    capabilities: { reasoning: true },
    context_tokens: 32_000,
    max_output_tokens: 8_192,
    // 1 and 4 yuan.
    price: { input_usd_per_mtok: 0.14, output_usd_per_mtok: 0.56 },
  },
  vllm: {
    alias: 'vllm',
    adapter: 'openai-compatible',
    base_url: 'http://127.0.0.1:8000/v1',
    modes: ['fast', 'deep'],
    capabilities: { json_schema: true },
    context_tokens: 32_768,
  },
  ollama: {
    alias: 'ollama',
    adapter: 'openai-compatible',
    base_url: 'http://127.0.0.1:11434/v1',
    capabilities: { json_schema: true },
    // It takes one prompt after the other unless told otherwise.
    max_concurrency: 1,
  },
}
