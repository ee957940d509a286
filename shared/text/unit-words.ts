/** Ways to write one unit, with a space between; units parted by `|`. The first names it. */
const UNITS = `
  km kilometre kilometres kilometer kilometers kilómetros kilometern километров 公里 千米|mile miles meilen millas миль 英里
  |m metre metres meter meters metern metros метров 米|cm centimetre centimetres centimeter centimeters zentimeter centímetros 厘米
  |mm millimetre millimetres millimeter millimeters|ft foot feet fuß pies футов 英尺|inch inches|yard yards
  |kg kilogram kilograms kilogramm kilogramos килограммов 公斤 千克|g gram grams gramm gramos граммов 克|lb lbs pound pounds
  |ton tons tonne tonnes tonnen toneladas тонн 吨 噸|litre litres liter liters litros литров 升|gallon gallons
  |km2 km² 平方公里 平方千米|m2 m² 平方米|mi2 sqmi
  |hectare hectares hektar hectáreas гектаров 公顷 公頃|acre acres
  |second seconds sekunden segundos секунд 秒|minute minutes minuten minutos минут 分钟 分鐘
  |hour hours stunde stunden hora horas часов часа 小时 小時|day days tag tage tagen día días дней дня 天
  |week weeks woche wochen semana semanas недель недели 周|month months monat monate monaten mes meses месяцев месяца 个月 個月
  |岁 歲|year years jahr jahre jahren año años лет года|decade decades jahrzehnt jahrzehnte jahrzehnten década décadas|century centuries jahrhundert jahrhunderte jahrhunderten siglo siglos
  |dollar dollars usd $ dólares долларов 美元|euro euros eur € евро 欧元 歐元|yen 日元 ¥|yuan rmb 人民币 人民幣|rupee rupees
  |sterling £|degree degrees grad grados градусов 度|volt volts|watt watts|mhz|ghz|hz|kb|mb|gb|tb`

const NAMES = new Map(
  UNITS.split('|').flatMap((unit) => {
    const forms = unit.trim().split(/\s+/)
    return forms.map((form) => [form, forms[0] as string] as const)
  }),
)

/** One name for all ways to write a unit, of a lower-case word; undefined: it is none. */
export const unitOfWord = (word: string): string | undefined => NAMES.get(word)
