import { form, type TaskType, text, textField } from '@civitas/domain-kit'
import { expect, it } from 'vitest'
import { fillPaper, knownPlaces, placesOf } from './rules.ts'

it('names the fields of each task beside what every case has', () => {
  const task: TaskType = {
    ...{ id: 'look', title: text('现场会诊', 'Look'), item: 'a.b', role: 'unit-worker', photosRequired: 0 },
    ...{ instructions: text('', ''), limit: { days: 1, clock: 'natural-day' } },
    form: form({ found: textField(text('会诊结论', 'Finding')) }),
  }
  const places = knownPlaces({ stages: [{ id: 's', title: text('会诊', 'Look'), tasks: [task], exits: [] }] })
  expect(places).toContain('案号')
  expect(places.at(-1)).toBe('现场会诊.会诊结论')
})

it('finds each place once and leaves a line where the case has no such fact', () => {
  const body = '{{案号}}：{{ 标题 }}，{{案号}}，{{现场会诊.会诊结论}}'
  expect(placesOf(body)).toEqual(['案号', '标题', '现场会诊.会诊结论'])
  const facts = new Map([
    ['案号', 'GS-1'],
    ['标题', '古树'],
    ['现场会诊.会诊结论', ''],
  ])
  expect(fillPaper(body, facts)).toBe('GS-1：古树，GS-1，________')
})
