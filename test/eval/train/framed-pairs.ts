import { createSeededRandom } from '../../support/seeded-random.ts'
import type { QuestionPair } from '../semantic-pairs.ts'

/** Ways to ask one thing of a subject (X), a group a line: within a line they say the same, across lines not. */
const OF_A_THING = `
  What is X?|What's X?|What is meant by X?|What exactly is X?|Can you explain what X is?|Please tell me what X is
  What are the types of X?|What kinds of X are there?|What are the different types of X?|What are the kinds of X?
  What is X used for?|What is the use of X?|What are the uses of X?
  How does X work?|How X works?|In what way does X work?|Can anyone explain how X works?
  Does X work?|Does X actually work?|Does X really work?
  Why is X important?|What is the importance of X?|For what reason is X important?|How come X is important?
  How important is X?
  How much does X cost?|What is the price of X?|What is the cost of X?|What does X cost?
  Who invented X?|Who is the inventor of X?|Who was X invented by?
  When was X invented?|In what year was X invented?|In which year was X invented?
  Where can I buy X?|Where do I buy X?|Where can we buy X?|What is the best place to buy X?
  Where does X come from?|What is the origin of X?
  What is the history of X?|Can you tell me the history of X?
  What are the advantages of X?|What are the benefits of X?|What are the pros of X?
  What are the disadvantages of X?|What are the drawbacks of X?|What are the cons of X?
  What are some examples of X?|What are examples of X?|Can you give some examples of X?
  What do you think of X?|What is your opinion of X?|What do you think about X?
  What does X mean to you?|What is X for you?|What is X to you?
  What are the effects of X?|What is the effect of X?
  What causes X?|What are the causes of X?|What is the cause of X?
  Is X safe?|Is X really safe?
  Is X legal?|Is X actually legal?
  Is X worth it?|Is X really worth it?
  Is X dead?
  Is X real?|Is X actually real?
  How long does X take?|How much time does X take?
  How long does X last?
  Why is X popular?|Why is X so popular?
  Why is X bad?|Why is X so bad?
  Is X popular?
  What is the future of X?|What will be the future of X?
  How do I learn X?|What is the best way to learn X?|How can I learn X?|How can one learn X?|What are good ways to learn X?
  How do I teach X?|What is the best way to teach X?
  Why should I learn X?|What are the reasons to learn X?
  Should I learn X?
  What can X do?
  Who uses X?|Which people use X?
  How is X made?|How do they make X?|How do you make X?
  How do I use X?|How can I use X?|How should X be used?|What is the best way to use X?
  How do I avoid X?|How can I avoid X?
  What is a good book about X?|Which is a good book on X?
  Which company makes X?
  How did X begin?|How did X start?
  When did X begin?|When did X start?
  What is wrong with X?
  Is there an alternative to X?|What are the alternatives to X?|What are some alternatives to X?
  What is the difference between X and Y?|How does X differ from Y?|How is X different from Y?|What is the difference between Y and X?
  What do X and Y have in common?|What are the similarities between X and Y?|How are X and Y similar?
  Which is better, X or Y?|Which is better: Y or X?|Which one is better, X or Y?
  Is X better than Y?
  Is Y better than X?
  How are X and Y related?|What is the relation between X and Y?|How is X related to Y?
  How does X affect Y?|What is the effect of X on Y?|What effect does X have on Y?
  How does Y affect X?|What is the effect of Y on X?
  Why is X better than Y?|What makes X better than Y?
  Does X cause Y?|Can X cause Y?
  Does Y cause X?|Can Y cause X?`

/** Ways to ask one thing of a deed. */
const OF_A_DEED = `
  How do I X?|How can I X?|How to X?|How would I X?|What is the best way to X?|How do you X?|How can one X?|What are some ways to X?|What can I do to X?|How do we X?|What should I do to X?|Is there a way to X?
  Should I X?|Ought I to X?
  Can I X?|Is it possible to X?|Am I able to X?|Can we X?
  Why should I X?|What are the reasons to X?|What is the reason to X?
  Why do people X?|What makes people X?|What is the reason that people X?
  Why can't I X?|What is the reason I can't X?
  When should I X?|What is the best time to X?|When is the best time to X?
  Where can I X?|Where do I X?|What is the best place to X?|Where is the best place to X?
  What happens if I X?|What will happen if I X?|What would happen if I X?
  What happens when I X?|What happens after I X?
  How long does it take to X?|How much time does it take to X?|How long will it take to X?
  How much does it cost to X?|What does it cost to X?|What is the cost to X?
  What is it like to X?|How does it feel to X?|What does it feel like to X?
  What do I need to X?|What is needed to X?|What is required to X?
  What do I need to know before I X?|What should I know before I X?
  Is it legal to X?
  Is it illegal to X?
  How hard is it to X?|How difficult is it to X?
  Is it hard to X?|Is it difficult to X?
  Is it safe to X?
  Is it good to X?
  Is it bad to X?
  How often should I X?|How often do I have to X?
  Who can X?
  Who should X?
  How can I tell that I X?|How do I know that I X?
  Do you X?|Do you really X?
  Did you X?|Did you ever X?|Have you ever been able to X?
  What made you X?|Why did you X?
  I cannot X, what should I do?|What should I do if I can't X?
  Will I ever X?
  What are the risks if I X?
  Do I have to X?|Must I X?|Am I required to X?`

const OF_A_THING_ZH = `
  X是什么？|什么是X？|请问X是什么|X指的是什么？
  X是什么意思？|X什么意思|X的意思是什么？
  X怎么用？|怎么用X？|如何使用X？|怎么使用X
  X有什么用？|X有什么用处？|X的用处是什么？
  X有什么好处？|X的好处是什么？|X有哪些好处
  X有什么坏处？|X的坏处有哪些？
  X多少钱？|X什么价格|X的价格是多少？
  X在哪里买？|哪里可以买到X？|什么地方能买X
  为什么要学X？|为啥要学X
  怎么学X？|如何学习X？|怎样学X|X怎么学
  X好学吗？|X容易学吗？
  X安全吗？|X是否安全？
  X合法吗？|X是不是合法？
  X好不好？|X好吗？
  X有哪些种类？|X的种类有哪些？
  X是谁发明的？|谁发明了X？
  X是什么时候发明的？|X何时发明的？
  X的历史|X的历史是怎样的？
  有没有X？|有X吗
  哪个X最好？|最好的X是哪个？
  这是什么X？
  我的X在哪里？|我的X在哪儿
  你喜欢X吗？
  X的图片
  X的歌
  X怎么样？|这个X怎么样
  什么的X
  X对什么
  你的X是什么？
  什么X最好？|最好的X是什么
  X什么时候有？|何时有X
  关于X的成语|有关X的成语
  X的做法|X怎么做|如何做X
  X和Y有什么区别？|Y和X的区别是什么？|X与Y的区别
  X和Y哪个好？|Y和X哪个好？|X好还是Y好？
  X比Y好吗？
  Y比X好吗？
  X怎么变成Y？|如何把X变成Y？
  Y怎么变成X？|如何把Y变成X？
  X会影响Y吗？|X对Y有影响吗？
  Y会影响X吗？|Y对X有影响吗？
  X为什么喜欢Y？|为什么X喜欢Y
  Y为什么喜欢X？|为什么Y喜欢X`

const THINGS_ZH =
  '绿茶|书法|围棋|瑜伽|吉他|太极拳|比特币|保险|信用卡|基金|豆腐|蜂蜜|咖啡|牛奶|面包|电饭锅|空调|冰箱|电动车|自行车|手机壳|路由器|平板电脑|维生素|感冒药|英语|日语|钢琴|摄影|编程|游泳|长城|故宫|黄山|老虎|猫|狗|孩子|老师|学生|医生|发票|驾照|护照|签证|公积金|社保|火车票|电影|小说'

const THINGS = `
  yoga|photosynthesis|inflation|cricket|blockchain|a mortgage|machine learning|solar energy|a black hole|the stock market
  green tea|jazz|chess|meditation|a hybrid car|nuclear power|dark matter|a credit score|recycling|karate|a heat pump|calculus
  the Cold War|democracy|capitalism|a firewall|intermittent fasting|gluten|a trust fund|feminism|data mining|a visa waiver
  acupuncture|classical music|insulin|baking soda|a tax return|the Roman Empire|quantum computing|a 3D printer|vitamin D
  ballet|astronomy|a pressure cooker|life insurance|anxiety|insomnia|global warming|migration|cloud storage|Buddhism|gravity
  an electric bike|Linux|Python|React|Kubernetes|Excel|MySQL|Spanish|Arabic|Latin|Japan|Kenya|Norway|the Amazon river|a vaccine
  a smart watch|organic food|coffee|olive oil|steel|concrete|a lithium battery|a drone|an air fryer|philosophy|geometry|sleep`

const DEEDS = `
  learn the guitar|renew a passport|quit smoking|start a business|lose weight|train a puppy|write a novel|remove a stain|buy a house
  move to Canada|repair a bicycle|grow tomatoes|become a pilot|publish an app|open a bank account|change my name|adopt a child
  invest in gold|drink sea water|freeze bread|swim every day|work from home|rent a car abroad|clean a laptop|sell my paintings
  study abroad|run a marathon|sleep without a pillow|eat raw eggs|file a complaint|reset my router|unlock a phone|make soap
  travel alone|teach a child to read|cook rice|brew beer|charge a battery overnight|delete an account|back up my photos
  get a scholarship|join the army|build a website|improve my handwriting|speak in public|stop procrastinating|save money
  reduce stress|raise chickens|plant a tree|paint a wall|cancel a contract|appeal a fine|write a will|get a divorce|find a mentor
  learn German|prepare for an interview|make friends|forgive someone|pay off a loan|keep bees|ride a motorcycle|wear contact lenses
  take a gap year|hire an accountant|import a car|split a bill|export a spreadsheet|merge two files|print a PDF|compile a kernel`

/** Narrow what is asked. */
const NARROWED =
  'online 网上|for free 免费|in India 印度|at night 晚上|without money 没钱|as a beginner 新手|for children 儿童|on Windows 电脑|after surgery 手术后|at home 在家|in winter 冬天|alone 一个人|before breakfast 早饭前|in 2015 2015年|for a small company 小公司|on an iPhone 苹果|with diabetes 糖尿病|during pregnancy 孕妇|in one week 一周|near London 伦敦|as a student 学生|for women 女人|in Java 上海'
    .split('|')
    .map((pair) => /^(.+) (\S+)$/.exec(pair)?.slice(1) ?? [])

const parts = (text: string) =>
  text
    .split(/[|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
const groupsOf = (frames: string) => frames.trim().split('\n').map(parts)
const PAIRS_EACH = 36
const SEED = 29

/** Pairs from frames and subjects written here: reworded, with another frame, with another subject, narrowed. */
export function framedPairs(): QuestionPair[] {
  const random = createSeededRandom(SEED)
  return [
    ...pairsOf('framed', { groups: groupsOf(OF_A_THING), subjects: parts(THINGS), random }),
    ...pairsOf('framed', { groups: groupsOf(OF_A_DEED), subjects: parts(DEEDS), random }),
    ...pairsOf('framed_zh', { groups: groupsOf(OF_A_THING_ZH), subjects: parts(THINGS_ZH), random }),
  ]
}

type Material = { groups: string[][]; subjects: string[]; random: () => number }

function* pairsOf(set: string, { groups, subjects, random }: Material): Generator<QuestionPair> {
  const pick = <Member>(from: readonly Member[]) => from[Math.floor(random() * from.length)] as Member
  const draws = subjects.flatMap((subject) =>
    Array.from({ length: PAIRS_EACH }, () => ({ subject, group: pick(groups) })),
  )
  for (const [count, { subject, group }] of draws.entries()) {
    const [strange, another] = [pick(groups), pick(subjects)]
    if (another === subject || strange === group) continue
    const fill = (frame: string, first = subject) => frame.replace('X', first).replace('Y', another)
    const [frame, same] = [pick(group), pick(group)]
    const pair = { set, a: fill(frame), weight: 1 }
    if (same !== frame) yield { ...pair, b: fill(same), label: 1 }
    const others = [
      fill(pick(strange)),
      narrowed(fill(same), pick(NARROWED)),
      fill(pick(strange)),
      frame.includes('Y') ? narrowed(fill(same), pick(NARROWED)) : fill(same, another),
    ]
    yield { ...pair, b: others[count % 4] ?? '', label: 0 }
  }
}

function narrowed(question: string, [english = '', chinese = '']: readonly string[]): string {
  const bare = question.replace(/[?？]$/, '')
  return /\p{Script=Han}/u.test(bare) ? `${chinese}${bare}` : `${bare} ${english}?`
}
