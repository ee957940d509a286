const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Words that are something else with capitals inside: US, IT, WHO, GoT. Lower case, at most 6 letters. */
const OTHER_IN_CAPITALS = words(`
  ace act ad add aid aids aim air all am amp an and ant any arc are arm art as ash ask at ate be bar base basic
  bat bed big bin bit bob boss but by cab cad call cam can cap car care cart case cash cat chip chop co cod coma
  con cop core cost cow crab crisp cub cue cup cut dad dam dare dash day den did dig dim dip do doc doe dog dos dot
  dream dry ear east eat ed eft ego elf elm end era eve eye fan far fast fat fee feet few fin fit fix flu fly foil
  for form fun gap gas gate get gif go god got grace gun gut had ham has hat he help hen her hi hid him hip his hit
  hot how hug ice if ill imp in inch ion is it its jam jar jaw jet job key kid kit la lab lad lamp land lap laser
  last law lax lead leap led let lid lie lift lit log lot love low ma mac mad man map mars mass mat me mean mega
  men met mice mine mob mod mom mood mop mud my neat net new nice nit no nor not now nut oak of off oh ok old
  on one open opera or orb our out own pa pac pad pain pan pap par pas pass path pay peg pen pep per pet pi pin pip
  pit pop pot pro pub pup put rag ram ran rap rat raw re real red rest rib rice rich rid rim rip rod rom root rose
  rot rub rug run rut sad safe said sand sap sat save saw say scan scar sea see seed set she sic sim sin sip sir sit
  six ski sky smart soap so soft son sons sow spa spin spy star start stem step stop sum sun swat swift swot tab
  tan tap tar tea team ten the tic tie tin tip to toe tom ton too top toy try tug two ufo up us use van vat vet via
  war was wasp wave way we web wet who why win wit won wow yes yet you zip zoo
  ein ist das was wer wie er es im mit und von au de des du en et la le les on ou si se el los tu te ha ho lo`)

/** Spelt just like this, they are not what they are in lower case: units, symbols, elements, names, pronouns. */
const OTHER_AS_SPELT = words(`
  Kb Mb Gb Tb MB KBps MBps GBps KiB MiB GiB
  mW MW mV MV mA MA mHz mM MM nM NM pH MS mN mJ MJ Pa hPa MPa mPa Gy Sv mSv MeV meV
  Ac Ag Ba Bi Br Cd Cf Cl Cm Co Cr Cs Cu Fe Ga Hf Hg Kr Mg Mn Mo Nb Ni Os Pb Pd Pm Po Pt Pu Ra Rb Sb Sc Sn Sr Ti Tm Zr
  Amazon Apple China Polish Rust Shell Swift Target Turkey Windows
  Sie Ihnen Ihr Ihre Ihrem Ihren Ihrer`)

/** "10M" is not "10m", but "4K", "5G" and "1080P" are written either way. */
const NUMBER_AND_LETTER = /^\d+[A-CEFH-JL-OQ-Z]$/

/** Is the word another one in lower case? `word` is ASCII letters and digits, with at least one capital. */
export function changesWhenLowered(word: string): boolean {
  const unit = word.replace(/^\d+/, '')
  if (OTHER_AS_SPELT.has(unit)) return true
  if (/[A-Z]/.test(unit.slice(1))) return OTHER_IN_CAPITALS.has(unit.toLowerCase())
  return NUMBER_AND_LETTER.test(word)
}
