import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { devices } from './index.ts'

test('devices is declared without a fault, and every event of a device waits for a person', () => {
  expect(checkDomain(devices)).toEqual([])
  expect(devices.eventTypes.every((type) => type.verification === 'person')).toBe(true)
})
