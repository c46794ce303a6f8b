import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { devices } from './index.ts'

test('devices is declared without a fault', () => {
  expect(checkDomain(devices)).toEqual([])
})

test('what the platform notices waits for a person; what a person asks for opens a work order at once', () => {
  const automatic = devices.eventTypes.filter((type) => type.verification === 'automatic')
  expect(automatic.map((type) => type.id)).toEqual([
    'repair-asked',
    'calibration-asked',
    'swap-asked',
    'relocation-asked',
  ])
  expect(automatic.every((type) => type.opensCase?.caseType === 'work-order')).toBe(true)
})
