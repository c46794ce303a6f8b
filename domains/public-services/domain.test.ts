import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { publicServices } from './index.ts'

test('public services are declared without a fault', () => {
  expect(checkDomain(publicServices)).toEqual([])
})

test('every item may be published: basis, materials, form, limits and channels are there', () => {
  for (const item of publicServices.serviceItems) {
    expect(item.basis.length, item.id).toBeGreaterThan(0)
    expect(item.materials.length, item.id).toBeGreaterThan(0)
    expect(item.fields.length, item.id).toBeGreaterThan(0)
    expect(item.promisedDays, item.id).toBeLessThanOrEqual(item.statutoryDays)
    expect(item.steps.length > 0 || item.promisedDays === 0, item.id).toBe(true)
  }
})

test('every member of a bundle is an item, and comes after members of the same bundle', () => {
  const items = new Set(publicServices.serviceItems.map((item) => item.id))
  for (const bundle of publicServices.serviceBundles) {
    const members = new Set(bundle.members.map((member) => member.item))
    for (const member of bundle.members) {
      expect(items, `${bundle.id} ${member.item}`).toContain(member.item)
      for (const before of member.after ?? []) expect(members).toContain(before)
    }
  }
})
