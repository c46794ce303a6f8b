import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadDomains } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { describe, expect, it } from 'vitest'
import { hiddenTerms, hiddenTypes, inSight, isInSight, protectRegisters } from './in-sight.ts'

protectRegisters(loadDomains(domains).list('entityTypes'))
const person = 'base-registers.person'
const city = { divisions: ['990100'], everything: false }
const entitled = { ...city, registers: ['entities.personal'] }

describe('a protected register', () => {
  it('is out of sight without its permission, and in sight with it', () => {
    expect(hiddenTypes(city)).toEqual([
      ...[person, 'grassroots.household', 'grassroots.rental-house', 'grassroots.special-person'],
      ...['grassroots.key-youth', 'grassroots.dispute-file'],
    ])
    expect(hiddenTerms(city)[0]).toBe('https://uri.etsi.org/ngsi-ld/default-context/BaseRegistersPerson')
    expect(hiddenTypes(entitled)).toEqual([])
    const row = { type: person, division_code: '990102' }
    expect(isInSight(row, city)).toBe(false)
    expect(isInSight(row, entitled)).toBe(true)
    expect(isInSight({ ...row, division_code: '880000' }, entitled)).toBe(false)
    expect(inSight(city, 'e.').text).toContain('e.type <> ALL')
    expect(inSight(entitled, 'e.').text).not.toContain('type')
  })
})

describe('this capability', () => {
  /** They judge a division nothing stands in yet, or rows that are no entities. */
  const judgeDivisions = [
    'in-sight.ts',
    'register-entity.ts',
    'bind-temporal-writing.ts',
    'write-together.ts',
    'ask-source.ts',
    'broker.ts',
    'subscription-store.ts',
    'subscription-index.ts',
    'temporal-store.ts',
    'import-parts.ts',
    'disputes.ts',
  ]
  /** Households are opened to those who survey their grid, by `territory.survey`, and to nobody by a list of entities. */
  const bySurvey = ['grassroots/store.ts', 'grassroots/bind-grassroots.ts']

  it('asks in-sight.ts and not the scope alone wherever an entity leaves the store', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !bySurvey.includes(file),
    )
    const careless = files.filter((file) => {
      const text = readFileSync(join(import.meta.dirname, file), 'utf8')
      const byRow = /isInScope\(\w+\??\.division_code|inScope\('(\w\.)?division_code'/.test(text)
      const any = /\b(is)?[iI]nScope\(/.test(text)
      const isExempt = judgeDivisions.includes(file.split('/').at(-1) ?? '')
      return isExempt ? byRow && !/(in-sight|temporal-store)\.ts$/.test(file) : any
    })
    expect(careless).toEqual([])
  })
})
