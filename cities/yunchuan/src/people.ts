import type { City } from './city.ts'
import { makeCreditCode } from './credit-code.ts'
import { familyNames, givenCharacters } from './names.ts'
import { createRandom, type Random } from './random.ts'

/** A synthetic resident. The first two digits of the number are of no province: it is nobody’s. */
export interface Resident {
  idNumber: string
  name: string
  /** GB/T 2261.1: 1 male, 2 female. */
  sex: '1' | '2'
  birthDate: string
  phone: string
  household: string
  /** 户主, 配偶, 子女, 父母. */
  relation: '户主' | '配偶' | '子女' | '父母'
  address: string
  divisionCode: string
  /** GB/T 2261.2: 10 never married, 20 married, 30 widowed, 40 divorced. */
  marital: '10' | '20' | '30' | '40'
  deathDate: string | null
}

/** A synthetic firm. */
export interface Firm {
  creditCode: string
  name: string
  representative: string
  representativeId: string
  /** GB/T 4754-2017, class of two digits after its letter. */
  industry: string
  capital: number
  establishedDate: string
  cancelledDate: string | null
  address: string
  divisionCode: string
  phone: string
}

export interface People {
  residents: Resident[]
  firms: Firm[]
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The 18th character of a citizen id from the first 17 (GB 11643, ISO 7064 MOD 11-2). */
export function citizenCheckCharacter(first17: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0)
  return '10X98765432'[sum % 11]!
}

const dayMs = 86_400_000
const day = (time: number) => new Date(time).toISOString().slice(0, 10)
/** The registers are as of this day. */
const today = Date.UTC(2025, 5, 1)

/** Gives numbers out, each once: division, day of birth, serial of the day with its sex. */
function createNumbers() {
  const serials = new Map<string, number>()
  return (division: string, birthDate: string, sex: '1' | '2') => {
    const place = division.slice(0, 6) + birthDate.replaceAll('-', '')
    const serial = (serials.get(place + sex) ?? (sex === '1' ? -1 : 0)) + 2
    serials.set(place + sex, serial)
    const first17 = place + String(serial).padStart(3, '0')
    return first17 + citizenCheckCharacter(first17)
  }
}

function givenName(random: Random): string {
  const one = random.pick(givenCharacters)
  return random.chance(0.85) ? one + random.pick(givenCharacters) : one
}

function birthOf(random: Random, fromAge: number, toAge: number): string {
  return day(today - Math.floor(random.range(fromAge, toAge) * 365.25) * dayMs)
}

function phoneOf(random: Random): string {
  return `1${random.pick(['38', '39', '50', '59', '77', '86', '99'])}${String(random.int(1e8)).padStart(8, '0')}`
}

/** Residents and firms of the city, in households at its addresses: the same for the same seed. */
export function generatePeople(city: City, size = { residents: 100_000, firms: 20_000 }): People {
  const random = createRandom(city.seed, 'people')
  const numberOf = createNumbers()
  const homes = city.buildings.filter((one) => one.usage === 'residential')
  const residents: Resident[] = []
  for (let household = 0; residents.length < size.residents; household++) {
    const home = homes[random.int(homes.length)]!
    const members = householdOf(random)
    const room = `${1 + random.int(Math.max(home.floors, 1))}0${1 + random.int(4)}室`
    const family = random.pick(familyNames)
    for (const member of members) {
      const name = (member.relation === '配偶' ? random.pick(familyNames) : family) + givenName(random)
      residents.push({
        ...member,
        name,
        idNumber: numberOf(home.divisionCode, member.birthDate, member.sex),
        phone: phoneOf(random),
        household: `H${String(household).padStart(6, '0')}`,
        address: `${home.address}${home.name}${room}`,
        divisionCode: home.divisionCode,
      })
    }
  }
  residents.length = size.residents
  return { residents, firms: buildFirms(city, random, residents, size.firms) }
}

type Member = Pick<Resident, 'relation' | 'sex' | 'birthDate' | 'marital' | 'deathDate'>

/** Who lives together: one alone (some of them old), a couple, with children, with a parent. */
function householdOf(random: Random): Member[] {
  const head: Resident['sex'] = random.chance(0.6) ? '1' : '2'
  const other: Resident['sex'] = head === '1' ? '2' : '1'
  const alone = random.chance(0.22)
  const age = alone && random.chance(0.35) ? random.range(70, 95) : random.range(24, 72)
  const death = () => (random.chance(age > 75 ? 0.06 : 0.004) ? day(today - random.int(900) * dayMs) : null)
  const single = age < 30 ? '10' : age > 65 ? '30' : random.chance(0.5) ? '10' : '40'
  const birth = (years: number) => birthOf(random, years, years + 0.99)
  const members: Member[] = [
    {
      ...{ relation: '户主', sex: head, birthDate: birth(age), deathDate: death() },
      marital: alone ? single : '20',
    },
  ]
  if (alone) return members
  const spouseAge = Math.max(22, age + random.range(-4, 4))
  members.push({ relation: '配偶', sex: other, birthDate: birth(spouseAge), marital: '20', deathDate: null })
  const children = age < 60 ? random.pick([0, 1, 1, 1, 2, 2]) : 0
  for (let n = 0; n < children; n++) {
    const years = Math.max(0.1, Math.min(age, spouseAge) - 25 - n * 3 - random.int(6))
    const sex = random.chance(0.52) ? '1' : '2'
    members.push({ relation: '子女', sex, birthDate: birth(years), marital: '10', deathDate: null })
  }
  if (age < 55 && random.chance(0.18)) {
    const parent = { relation: '父母', sex: random.chance(0.4) ? '1' : '2' } as const
    members.push({ ...parent, birthDate: birth(age + 26), marital: '30', deathDate: death() })
  }
  return members
}

const trades: [industry: string, word: string, share: number][] = [
  ['H62', '餐饮管理', 18],
  ['F52', '商贸', 22],
  ['F51', '供应链', 10],
  ['C39', '电子科技', 9],
  ['C34', '机械制造', 8],
  ['E48', '建设工程', 8],
  ['I65', '软件技术', 8],
  ['G54', '物流运输', 6],
  ['L72', '企业服务', 6],
  ['A01', '生态农业', 5],
]

function buildFirms(city: City, random: Random, residents: readonly Resident[], count: number): Firm[] {
  const bag = trades.flatMap((trade) => Array.from({ length: trade[2] }, () => trade))
  const offices = city.buildings.filter((one) => one.usage !== 'residential')
  const adults = residents.filter((one) => one.birthDate < '2000')
  return Array.from({ length: count }, (_, n) => {
    const [industry, word] = random.pick(bag)
    const office = offices[random.int(offices.length)]!
    const person = adults[random.int(adults.length)]!
    const started = today - random.int(20 * 365) * dayMs
    const ended = random.chance(0.07) ? started + random.int((today - started) / dayMs) * dayMs : null
    return {
      creditCode: makeCreditCode('91', office.divisionCode, 10_000_000 + n),
      name: `云川市${random.pick(givenCharacters)}${random.pick(givenCharacters)}${word}有限公司`,
      representative: person.name,
      representativeId: person.idNumber,
      industry,
      capital: random.pick([10, 50, 100, 200, 500, 1000, 5000]),
      establishedDate: day(started),
      cancelledDate: ended === null ? null : day(ended),
      address: `${office.address}${office.name}`,
      divisionCode: office.divisionCode,
      phone: phoneOf(random),
    }
  })
}
