import type { People, Resident } from './people.ts'
import { createRandom, type Random } from './random.ts'

/** One row as a department keeps it. `null` is missing. */
export type RecordRow = Record<string, string | number | null>

/** What departments hold of the same people and firms, each with the errors of its own. */
export interface DepartmentRecords {
  /** 公安：户籍人口. */
  police: RecordRow[]
  /** 民政：婚姻登记. */
  civil: RecordRow[]
  /** 卫健：居民健康档案. */
  health: RecordRow[]
  /** 教育：在校学生. */
  education: RecordRow[]
  /** 市场监管：企业登记. */
  market: RecordRow[]
}

/** Share of rows with each kind of error; what governance has to find. */
export const errorShares = {
  wrongNumber: 0.006,
  duplicate: 0.01,
  missingPhone: 0.02,
  staleAddress: 0.08,
  conflictingMarriage: 0.03,
  wrongCreditCode: 0.005,
} as const

const swap = (text: string, at: number) => text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)

/** A number as somebody mistypes it: two neighbours swapped, so that the check digit no longer fits. */
function mistype(random: Random, number: string): string {
  for (let tries = 0; tries < 20; tries++) {
    const at = 6 + random.int(10)
    if (number[at] !== number[at + 1]) return swap(number, at)
  }
  return `${number.slice(0, 17)}${number[17] === '0' ? '1' : '0'}`
}

/** A name as it is written elsewhere: with a space, or a character that sounds alike. */
function miswrite(random: Random, name: string): string {
  const alike: Record<string, string> = {
    伟: '玮',
    静: '婧',
    丽: '莉',
    强: '蔷',
    军: '君',
    杰: '洁',
    明: '铭',
    华: '桦',
  }
  const last = name.at(-1) ?? ''
  return alike[last] && random.chance(0.6) ? name.slice(0, -1) + alike[last] : `${name[0]} ${name.slice(1)}`
}

/** The tables of the departments: the same for the same people and seed. */
export function generateRecords(people: People, seed: number): DepartmentRecords {
  const random = createRandom(seed, 'records')
  const { residents } = people
  const adults = residents.filter((one) => one.birthDate < '2003')
  return {
    police: policeRows(random, residents),
    civil: adults.flatMap((one) => civilRow(random, one)),
    health: residents.flatMap((one) => (random.chance(0.85) ? healthRow(random, one, residents) : [])),
    education: residents.flatMap((one) => educationRow(random, one)),
    market: marketRows(random, people),
  }
}

function policeRows(random: Random, residents: readonly Resident[]): RecordRow[] {
  const rows = residents.map((one): RecordRow => {
    const isWrong = random.chance(errorShares.wrongNumber)
    return {
      id_number: isWrong ? mistype(random, one.idNumber) : one.idNumber,
      name: one.name,
      sex: one.sex,
      birth_date: one.birthDate,
      household: one.household,
      relation: one.relation,
      address: one.address,
      division_code: one.divisionCode,
      marital: random.chance(errorShares.conflictingMarriage) ? other(random, one.marital) : one.marital,
      phone: random.chance(errorShares.missingPhone) ? null : one.phone,
    }
  })
  const copies = rows
    .filter(() => random.chance(errorShares.duplicate))
    .map((row) => ({ ...row, name: miswrite(random, String(row.name)) }))
  return [...rows, ...copies]
}

function other(random: Random, marital: Resident['marital']): string {
  return random.pick(['10', '20', '30', '40'].filter((one) => one !== marital))
}

function civilRow(random: Random, one: Resident): RecordRow[] {
  if (one.marital === '10') return []
  const registered = `${Number(one.birthDate.slice(0, 4)) + 22 + random.int(8)}${one.birthDate.slice(4)}`
  const date = registered.endsWith('02-29') ? registered.replace('02-29', '02-28') : registered
  return [
    {
      id_number: one.idNumber,
      name: one.name,
      marital: one.marital,
      registered_date: date > '2025-06-01' ? '2025-05-20' : date,
      office: '云川市婚姻登记处',
    },
  ]
}

function healthRow(random: Random, one: Resident, all: readonly Resident[]): RecordRow[] {
  const isStale = random.chance(errorShares.staleAddress)
  return [
    {
      id_number: one.idNumber,
      name: one.name,
      birth_date: one.birthDate,
      phone: random.chance(0.9) ? one.phone : null,
      address: isStale ? (all[random.int(all.length)] as Resident).address : one.address,
      blood_type: random.pick(['A', 'B', 'O', 'AB']),
      chronic: random.chance(0.12) ? random.pick(['高血压', '糖尿病', '冠心病']) : null,
      death_date: one.deathDate,
      updated_date: `2025-0${1 + random.int(5)}-${String(1 + random.int(28)).padStart(2, '0')}`,
    },
  ]
}

function educationRow(random: Random, one: Resident): RecordRow[] {
  if (one.birthDate < '2007-09' || one.birthDate > '2018-08-31') return []
  const grade = 2024 - Number(one.birthDate.slice(0, 4)) - 5
  return [
    {
      student_number: `G${one.idNumber}`,
      id_number: one.idNumber,
      name: random.chance(0.01) ? miswrite(random, one.name) : one.name,
      sex: one.sex === '1' ? '男' : '女',
      grade: Math.max(1, grade),
      guardian_phone: one.phone,
    },
  ]
}

function marketRows(random: Random, { firms }: People): RecordRow[] {
  const rows = firms.map((firm): RecordRow => {
    const isWrong = random.chance(errorShares.wrongCreditCode)
    return {
      credit_code: isWrong ? mistype(random, firm.creditCode) : firm.creditCode,
      name: firm.name,
      representative: firm.representative,
      representative_id: firm.representativeId,
      industry: firm.industry,
      capital: firm.capital,
      established_date: firm.establishedDate,
      cancelled_date: firm.cancelledDate,
      state: firm.cancelledDate ? '注销' : '存续',
      address: firm.address,
      division_code: firm.divisionCode,
      phone: random.chance(errorShares.missingPhone) ? null : firm.phone,
    }
  })
  return [...rows, ...rows.filter(() => random.chance(errorShares.duplicate))]
}
