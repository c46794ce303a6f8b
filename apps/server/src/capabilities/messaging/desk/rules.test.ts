import { expect, it } from 'vitest'
import { arrange, firstLayouts, levelOf } from './rules.ts'

it('takes the highest division of an identity for its level', () => {
  const of = (...divisions: string[]) => levelOf(divisions)
  expect([of('990100'), of('990102', '990102101'), of('990102101'), of('990102101208005'), of()]).toEqual([
    ...['city', 'district', 'town', 'grid', 'grid'],
  ])
})

it('lets a person go before a role and a role before a level', () => {
  const level = firstLayouts.grid
  const role = { sections: ['notices' as const], favourites: ['cases'] }
  expect(arrange({ own: undefined, role: undefined, level })).toEqual({ ...level, arrangedBy: 'level' })
  expect(arrange({ own: { sections: null, favourites: [] }, role, level })).toEqual({
    ...role,
    arrangedBy: 'role',
  })
  expect(arrange({ own: { sections: ['todos'], favourites: ['keys'] }, role, level })).toEqual({
    ...{ sections: ['todos'], favourites: ['keys'], arrangedBy: 'own' },
  })
})
