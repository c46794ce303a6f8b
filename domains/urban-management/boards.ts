import { type CaseBoard, text } from '@civitas/domain-kit'
import { classes } from './classes.ts'

const event = (...codes: string[]) => codes.map((code) => `gbt30428.events.${code}`)
const ofLarge = (...prefixes: string[]) =>
  classes.map((one) => one.code).filter((code) => prefixes.some((prefix) => code.startsWith(prefix)))

const parking = [...event('0505'), 'gbt30428.components.0201', 'gbt30428.components.0202']
const bikes = [...event('0506'), 'gbt30428.components.0212']
const building = event('0101')
const greenery = [...ofLarge('gbt30428.components.04'), ...event('0106', '0109')]
const works = [
  ...ofLarge('gbt30428.components.01', 'gbt30428.components.02', 'gbt30428.events.04'),
  ...event('0110', '0111'),
].filter((code) => !parking.includes(code) && !bikes.includes(code))
const enforcement = [
  ...ofLarge('gbt30428.events.02', 'gbt30428.events.03', 'gbt30428.events.05'),
  ...event('0116', '0118'),
].filter((code) => !parking.includes(code) && !bikes.includes(code))
const taken = new Set([...parking, ...bikes, ...building, ...greenery, ...works, ...enforcement])
const sanitation = ofLarge('gbt30428.components.03', 'gbt30428.components.05', 'gbt30428.events.01').filter(
  (code) => !taken.has(code),
)

/** The seven sub-fields of urban management; every small class is on one board. */
export const boards: readonly CaseBoard[] = [
  { id: 'sanitation', title: text('市容环卫', 'Cityscape and sanitation'), classes: sanitation },
  { id: 'greenery', title: text('园林绿化', 'Parks and greenery'), classes: greenery },
  { id: 'works', title: text('市政设施', 'Municipal works'), classes: works },
  { id: 'parking', title: text('智慧停车', 'Parking'), classes: parking },
  { id: 'bikes', title: text('共享单车', 'Shared bicycles'), classes: bikes },
  { id: 'building', title: text('违法建设', 'Illegal building'), classes: building },
  { id: 'enforcement', title: text('综合执法', 'Street enforcement'), classes: enforcement },
]
