import { checkDomain } from '@civitas/domain-kit'
import { describe, expect, test } from 'vitest'
import { cityBase } from './index.ts'

describe('city-base', () => {
  test('is declared without a fault', () => {
    expect(checkDomain(cityBase)).toEqual([])
  })

  test('has a register and a layer for every kind the sample city makes', () => {
    const made =
      'building road water railway railway-station park school hospital office underpass manhole street-lamp hydrant camera'
    const works = 'bus-stop traffic-signal low-road drain-inlet pump-station barrier message-screen'
    // What moves is on the live map, which no layer of tiles can follow.
    const moving = 'field-worker fire-transmitter route vehicle vessel'
    // Parts the sample city has no facility of; people find them on their surveys.
    const surveyed = 'part'
    const ids = [...`${made} ${works}`.split(' '), surveyed]
    const registers = [...ids, ...moving.split(' ')]
    expect(cityBase.entityTypes.map((type) => type.id).sort()).toEqual(registers.sort())
    expect(cityBase.layers.map((layer) => layer.entityType).sort()).toEqual(ids.sort())
  })

  test('counts only city parts as parts', () => {
    const formula = cityBase.indicators.find((one) => one.id === 'parts-total')!.formula
    const counted = formula.kind === 'arithmetic' ? formula.of : []
    expect(counted).toContainEqual({ kind: 'entities', entityType: 'manhole', aggregate: 'count' })
    expect(counted).not.toContainEqual({ kind: 'entities', entityType: 'underpass', aggregate: 'count' })
  })
})
