import { withoutInvisible } from './invisible.ts'

/**
 * Does a text speak to the machine that reads it: has it rules set aside, roles taken, prompts told, answers
 * written in a certain way? By rules, from the forms that planted instructions take; a bare task ("Describe the
 * life of a butterfly.") is a sentence like any other. A text that quotes such words in earnest, an article on
 * them say, is taken for one too: it is ranked lower, nothing is taken away.
 */
export function hasPlantedInstruction(text: string): boolean {
  // The rules are for cased Latin text without tricks: full-width letters, split words, look-alike spaces.
  const plain = withoutInvisible(text.normalize('NFKC')).replace(/[ \t]+/g, ' ')
  return FORMS.some((form) => form.test(plain))
}

const BEFORE = 'previous|prior|above|preceding|earlier|former|initial|original|other|existing|all|any|your'
const RULES =
  'instructions?|prompts?|rules?|guidelines?|directions?|directives?|commands?|restrictions?|polic(?:y|ies)|programming|training'
const OUTPUT = 'answers?|reply|replies|response|output|message|summary|synopsis|completion|translation'
const MACHINE =
  'ai|llm|gpt|chatgpt|chatbot|bot|claude|gemini|copilot|(?:ai|language|virtual|digital) (?:model|assistant|agent)s?|assistant|\\{generator\\.name\\}'
/** Where a sentence or a part of it begins, politely or not. */
const START = String.raw`(?:^|[.!?:;,"'»>\n\]] ?|\b(?:and|then|to|please|must|should|shall|will|now|can you|could you) )`

const form = (...parts: readonly string[]) => new RegExp(parts.join(''), 'im')

/** Marks that part the roles in the wire format of some model. */
const ROLE_MARKS =
  /<[|｜][\w▁ |｜-]{1,40}[|｜]>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:start|end)_of_turn>|<\/?(?:system|assistant|instructions?|passage(?:-\w+)?)\b[^<>\n]{0,80}>/i

const FORMS: readonly RegExp[] = [
  ROLE_MARKS,
  /^\s*(?:#{1,6}\s*|\*\*|\[)?(?:system(?: (?:prompt|message|note|override))?|new instructions?|instructions? (?:to|for) (?:the )?(?:ai|llm|model|assistant)|assistant|im_start)(?:\*\*|\])?\s*(?::|#{2,}|$)/im,
  // Rules set aside.
  form(
    String.raw`\b(?:ignore|disregard|forget|override|overlook|bypass|neglect|do not (?:follow|obey)|don't (?:follow|obey)|stop following)\b[^.!?\n]{0,25}?\b(?:${BEFORE})\b[^.!?\n]{0,25}?\b(?:${RULES}|you (?:got|were|have|learned|know)\b|content|text|said|conversation)`,
  ),
  form(
    String.raw`\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,25}?\b(?:${RULES}) (?:above|before|so far|given|you (?:got|were|have))\b`,
  ),
  /\b(?:ignore|disregard|forget) (?:everything|all|anything)(?: that| what)?(?: (?:you|is|was|above|before|written|said|I|i|we)\b)/i,
  /\b(?:ignor(?:e|ez|iere|ieren sie|a|e usted)|vergiss|vergessen sie|olvida|oublie[zr]?|missachte[n]?)\b[^.!?\n]{0,40}\b(?:anweisung\w*|instruktion\w*|vorgaben?|regeln?|instruc\w+|consignes?|indicaciones|órdenes|règles|reglas)\b/i,
  /(?:忽略|无视|忽視|無視|忘记|忘記|不要理会)[^。！？\n]{0,15}(?:指令|指示|说明|說明|提示|规则|規則|命令)/,
  /(?:игнорируй|проигнорируй|забудь|не обращай внимания на)\S*[^.!?\n]{0,40}(?:инструкци|указани|правил|команд)/i,
  /(?:تجاهل|انس)[^.!؟\n]{0,40}(?:التعليمات|الأوامر|القواعد|تعليمات)/,
  // A role given.
  form(
    String.raw`\b(?:from now on|henceforth|for the rest of (?:this|the) conversation)\b[^.!?\n]{0,20}\b(?:you|your|act|respond|reply|answer)\b`,
  ),
  /\byou (?:are now|will now act|are going to (?:act|play|pretend|be)|must act as|are about to immerse)\b/i,
  form(
    String.raw`\b(?:act|behave|pretend|respond|roleplay|simulat\w+)\b[^.!?\n]{0,25}\b(?:${MACHINE}|DAN|virtual machine)\b`,
  ),
  /\bdo anything now\b|\bDAN mode\b|\b(?:developer|god|debug|admin) mode (?:enabled|on|activated)\b|\bstay in character\b|\bjailbroken\b/i,
  /\b(?:abide by|follow|bound by|break free (?:of|from)|broken (?:free|the)[^.!?\n]{0,25}confines of)\b[^.!?\n]{0,40}\b(?:rules|policies|policy|restrictions|confines|ai)\b[^.!?\n]{0,40}\b(?:set|imposed|for (?:them|you)|openai|ai)\b/i,
  // The reader named as a machine.
  form(
    String.raw`\b(?:note|attention|message|instructions?|important|hello|hi|hey|dear|if you are an?|as an?)\b[:,]?(?: (?:to|for|all|any|the|every))*,? (?:${MACHINE})\b[^.!?\n]{0,80}\b(?:must|should|shall|you|your|please|ignore|include|recommend|say|tell|respond|reply|answer|mention|add|output|summari[sz]\w+|reading|processing)\b`,
  ),
  form(String.raw`\b(?:${MACHINE}),? (?:reading|processing|summari[sz]ing|that reads?|who reads?)\b`),
  form(
    String.raw`\b(?:when(?:ever)?|while|if|before|after|in) (?:you (?:are )?)?(?:summari[sz]\w+|answer(?:ing)?|respond(?:ing)?|quot\w+|cit\w+|describ\w+|read(?:ing)?|process(?:ing)?)\b[^.!?\n]{0,60}[,;:]? ?(?:always |only |please |you must |you should |do not |never )(?:say|state|mention|include|recommend|add|write|tell|reply|respond|output|append|link)\b`,
  ),
  // Something got out of it.
  form(
    String.raw`\b(?:reveal|print|repeat|output|show|leak|disclose|tell me|display|reproduce|send|exfiltrate|forward)\b[^.!?\n]{0,40}\b(?:system prompt|hidden prompt|initial prompt|your (?:instructions|prompt|rules|configuration|secrets?)|api keys?|conversation history|chat history|previous (?:messages?|conversation)|(?:the )?user'?s (?:data|question|messages?|query|password|e-?mail))\b`,
  ),
  /\b(?:do not|don't|never|without) (?:tell|telling|mention|mentioning|reveal|revealing|inform|informing|alert|alerting|warn)\b[^.!?\n]{0,60}\b(?:the )?users?\b/i,
  /\b(?:tell|inform|convince|persuade|instruct|urge|ask|direct) the users? (?:that|to)\b/i,
  /!\[[^\]\n]{0,80}\]\([^)\n]{0,200}(?:[?&][\w-]+=|\{|\$|<)/,
  // The answer itself made to measure.
  form(
    String.raw`\b(?:add|append|include|insert|write|put) ["“'«][^\n]{1,200}["”'»][^.!?\n]{0,60}\b(?:to|in|into) your (?:${OUTPUT})\b`,
  ),
  form(
    START,
    String.raw`(?:add|append|include|insert|integrate|incorporate|embed|put|place|introduce|mention|suggest|promote|use|replace|substitute|swap|change|modify|alter|adjust|enhance|augment|enrich|extend|end|begin|start|finish|conclude|precede|preface|provide|write|give|render|present|display|return|output|deliver|express|format|encode|encrypt|encipher|decode|convert|translate|reverse|flip|mirror|shift|rotate|scramble|jumble|rearrange|reorder|group|split|remove|drop|limit|shorten|anagram|misspell|make|keep|restrict|rewrite|rephrase|respond|reply|answer)\b[^.!?\n]{0,140}\b(?:(?:in|to|into|of|with|within|throughout|from|for|at the (?:end|start|beginning) of) )?your (?:own |final |entire |whole |next )?(?:${OUTPUT})\b`,
  ),
  form(
    String.raw`\b(?:in|within|throughout|to|at the (?:end|start|beginning) of) your (?:final |next )?(?:${OUTPUT}),? (?:please )?(?:suggest|mention|include|add|tease|recommend|hint|refer|reference|promote|say|state|write|use|highlight|encourage|advertise|claim|always|only)\b`,
  ),
  form(
    START,
    String.raw`(?:respond|reply|answer|speak|write) (?:only |solely |exclusively |always |back )*(?:in|with|using) (?:only |the |a |nothing but )*(?:german|french|spanish|english|chinese|russian|arabic|italian|portuguese|japanese|emoji\w*|base ?\d\d|morse|binary|hex\w*|rot ?13|caesar|pig latin|json|haiku|rhymes?|the (?:word|phrase|string|following)|["'“‘])`,
  ),
  /\b(?:anagram|misspell|scramble|reverse|capitali[sz]e|encode|encrypt|replace) (?:every|each|all|the|main|key|primary|random)\b[^.!?\n]{0,50}\b(?:words?|letters?|vowels?|keywords?|characters?)\b[^.!?\n]{0,60}\b(?:your|position number|symbols?:)/i,
  /\b(?:code (?:block|snippet|section|excerpt)|snippet)s?\b[^.!?\n]{0,60}\b(?:your|the) (?:\w+ )?(?:algorithm|solution|implementation|code(?:base)?|program|response|answer|reply)/i,
  /\b(?:your|the) (?:\w+ ){0,2}(?:algorithm|solution|implementation|code(?:base|'s functionality)?|program(?: logic)?|response|reply)\b[^.!?\n]{0,80}\b(?:following|below|subsequent) (?:\w+ )?(?:code|snippet)/i,
  /\b(?:following|below|subsequent) code (?:block|snippet|section|excerpt)\b[^.!?\n]{0,60}\byour\b/i,
]
